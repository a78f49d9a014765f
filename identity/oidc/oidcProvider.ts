import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  genericGrantRequest,
  initiateDeviceAuthorization,
  None,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client';
import { Agent, fetch as fetchWith } from 'undici';
import { DroverError } from '../../contract/errors.ts';
import type { IdentityProvider } from '../../ports/identityProvider.ts';
import type { VouchedIdentity } from '../../ports/vouchedIdentity.ts';
import { claimOf, identityOf } from './claims.ts';
import { oidcError } from './oidcError.ts';
import type { OidcOptions } from './oidcOptions.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
/** Seconds. */
const requestLasts = 10;
/** What discovery told is asked for anew after this long; keys are asked for whenever an unknown one is met. */
const discoveryHoldsMs = 3_600_000;

/** People of an OpenID Connect provider: authorisation code with PKCE for browsers, device authorisation for programs. */
export function createOidcProvider(options: OidcOptions): IdentityProvider {
  const discovered = remembered(() => discover(options));
  const asked = async <T>(work: (provider: Configuration) => Promise<T>): Promise<T> => {
    try {
      return await work(await discovered());
    } catch (error) {
      throw oidcError(error, options.issuer);
    }
  };
  const vouch = (provider: Configuration, tokens: Tokens) => vouchFor(provider, tokens, options);
  return {
    name: options.name,
    begin: (redirectUrl) =>
      asked(async (provider) => {
        const secrets = { state: randomState(), nonce: randomNonce(), codeVerifier: randomPKCECodeVerifier() };
        const url = buildAuthorizationUrl(provider, {
          redirect_uri: redirectUrl,
          scope: options.scopes,
          ...{ state: secrets.state, nonce: secrets.nonce },
          code_challenge: await calculatePKCECodeChallenge(secrets.codeVerifier),
          code_challenge_method: 'S256',
        });
        return { url: url.href, secrets };
      }),
    finish: (callbackUrl, { state, nonce, codeVerifier }) =>
      asked(async (provider) => {
        const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: codeVerifier };
        return vouch(
          provider,
          await authorizationCodeGrant(provider, callbackUrl, { ...checks, idTokenExpected: true }),
        );
      }),
    beginDevice: () =>
      asked(async (provider) => {
        if (provider.serverMetadata().device_authorization_endpoint === undefined) {
          throw new DroverError('identity.answer', `${options.issuer} offers no login for devices (RFC 8628).`);
        }
        const begun = await initiateDeviceAuthorization(provider, { scope: options.scopes });
        return {
          ...{ deviceCode: begun.device_code, userCode: begun.user_code, verificationUrl: begun.verification_uri },
          completeUrl: begun.verification_uri_complete ?? null,
          ...{ expiresInSeconds: begun.expires_in, intervalSeconds: begun.interval ?? 5 },
        };
      }),
    pollDevice: (deviceCode) =>
      asked(async (provider) => {
        const tokens = await genericGrantRequest(provider, deviceGrant, { device_code: deviceCode }).catch(waiting);
        return typeof tokens === 'string' ? tokens : vouch(provider, tokens);
      }),
  };
}

type Tokens = TokenEndpointResponse & TokenEndpointResponseHelpers;

async function discover(options: OidcOptions): Promise<Configuration> {
  const { issuer, clientId, clientSecret, ca } = options;
  const metadata = { [clockTolerance]: options.clockToleranceSeconds };
  const authentication = clientSecret === undefined ? None() : ClientSecretBasic(clientSecret);
  const provider = await discovery(new URL(issuer), clientId, metadata, authentication, {
    timeout: requestLasts,
    ...(ca === undefined ? {} : { [customFetch]: fetchTrusting(ca) }),
  });
  // Tokens come over TLS from the provider itself; their signatures are checked all the same.
  enableNonRepudiationChecks(provider);
  return provider;
}

/** `authorization_pending` and `slow_down` (RFC 8628, 3.5) are no failures. */
function waiting(error: unknown): 'pending' | 'slow-down' {
  if (error instanceof ResponseBodyError && error.error === 'authorization_pending') return 'pending';
  if (error instanceof ResponseBodyError && error.error === 'slow_down') return 'slow-down';
  throw error;
}

/** Providers put groups into the ID token or keep them for their user info; there the same subject is demanded. */
async function vouchFor(provider: Configuration, tokens: Tokens, options: OidcOptions): Promise<VouchedIdentity> {
  const claims = tokens.claims();
  if (claims === undefined) throw new DroverError('identity.answer', `${options.issuer} sent no ID token.`);
  const complete = [options.groupsClaim, options.nameClaim].every((name) => claimOf(claims, name) !== undefined);
  if (complete || provider.serverMetadata().userinfo_endpoint === undefined) return identityOf(claims, options);
  const more = await fetchUserInfo(provider, tokens.access_token, claims.sub);
  return identityOf({ ...more, ...claims }, options);
}

function fetchTrusting(ca: string) {
  const dispatcher = new Agent({ connect: { ca } });
  const trusting = (url: string, init: object) => fetchWith(url, { ...init, dispatcher });
  // undici's Response has the members of the global one, which is made of the same code.
  return trusting as unknown as typeof fetch;
}

/** Asked for once for all who wait, again when it failed or is old. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: { until: number; value: Promise<T> } | undefined;
  return () => {
    if (kept !== undefined && kept.until > Date.now()) return kept.value;
    const value = ask();
    const entry = { until: Date.now() + discoveryHoldsMs, value };
    kept = entry;
    value.catch(() => {
      if (kept === entry) kept = undefined;
    });
    return value;
  };
}
