import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOidcProvider } from '../../identity/oidc/oidcProvider.ts';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { followRedirects } from '../support/formBrowser.ts';
import { startOidcServer, type TestOidcServer } from '../support/oidcServer.ts';

const redirect = 'https://drover.example.org/login/provider';
let server: TestOidcServer;

beforeAll(async () => {
  const client = (id: string) => ({
    ...{ client_id: id, client_secret: `secret-of-${id}`, redirect_uris: [redirect] },
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
  });
  server = await startOidcServer([client('drover'), client('other')], { alice: ['ops', 'staff'] });
});
afterAll(() => server.close());
beforeEach(() => {
  server.person = 'alice';
  server.tamper = null;
});

function provider(changes: Partial<Parameters<typeof createOidcProvider>[0]> = {}) {
  return createOidcProvider({
    ...{ issuer: server.issuer, clientId: 'drover', clientSecret: 'secret-of-drover', name: 'Test', ca: server.ca },
    ...{ scopes: 'openid profile', groupsClaim: 'groups', nameClaim: 'preferred_username', clockToleranceSeconds: 5 },
    ...changes,
  });
}

const visit = (url: string) => followRedirects(url, { ca: server.ca, until: redirect });

test('a browser that went to the provider comes back as somebody with groups, once', async () => {
  const drover = provider();
  const { url, secrets } = await drover.begin(redirect);
  expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
  const back = await visit(url);
  const subject = `${server.issuer}#alice`;
  expect(await drover.finish(back, secrets)).toEqual({ subject, name: 'alice', groups: ['ops', 'staff'] });
  await expect(drover.finish(back, secrets)).rejects.toMatchObject({ code: 'identity.refused' });
});

test('another state, nonce or verifier, and a refusal of the provider, let nobody in', async () => {
  const drover = provider();
  const another = (await drover.begin(redirect)).secrets;
  for (const changed of ['state', 'nonce', 'codeVerifier'] as const) {
    const { url, secrets } = await drover.begin(redirect);
    const back = await visit(url);
    const failed = drover.finish(back, { ...secrets, [changed]: another[changed] });
    await expect(failed, changed).rejects.toMatchObject({
      code: expect.stringMatching(/^identity\.(answer|refused)$/),
    });
  }
  const { secrets } = await drover.begin(redirect);
  const denied = new URL(
    `${redirect}?error=access_denied&state=${secrets.state}&iss=${encodeURIComponent(server.issuer)}`,
  );
  await expect(drover.finish(denied, secrets)).rejects.toMatchObject({ code: 'identity.refused' });
});

test('an ID token for another audience, or one that was altered, is refused', async () => {
  let foreign: unknown;
  server.tamper = (answer) => {
    foreign = answer['id_token'];
  };
  const other = provider({ clientId: 'other', clientSecret: 'secret-of-other' });
  const theirs = await other.begin(redirect);
  await other.finish(await visit(theirs.url), theirs.secrets);
  const drover = provider();
  const finishWith = async (change: (token: string) => unknown) => {
    server.tamper = (answer) => {
      answer['id_token'] = change(String(answer['id_token']));
    };
    const { url, secrets } = await drover.begin(redirect);
    return drover.finish(await visit(url), secrets);
  };
  const unsigned = (token: string) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;
  // The first sign of a signature is all bits of its first byte.
  const altered = (token: string) =>
    token.replace(/\.([^.])([^.]*)$/, (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`);
  await expect(finishWith(() => foreign)).rejects.toMatchObject({ code: 'identity.answer', message: /aud/ });
  await expect(finishWith(unsigned)).rejects.toMatchObject({ code: 'identity.answer' });
  await expect(finishWith(altered)).rejects.toMatchObject({ code: 'identity.answer' });
  expect((await finishWith((token) => token)).name).toBe('alice');
});

test('a provider that is down, unknown or untrusted is told with what to do', async () => {
  const stranger = createSelfSigned({ commonName: 'Another', altNames: { dns: [], ip: ['127.0.0.1'] }, days: 1 });
  const closed = `https://127.0.0.1:${await freePort()}`;
  await expect(provider({ issuer: closed }).begin(redirect)).rejects.toMatchObject({
    ...{ code: 'identity.unreachable', message: expect.stringMatching(/ECONNREFUSED.*DROVER_OIDC_ISSUER/) },
  });
  await expect(provider({ ca: stranger.certPem }).begin(redirect)).rejects.toMatchObject({
    ...{ code: 'identity.certificate', message: expect.stringContaining('DROVER_OIDC_CA_FILE') },
  });
  const { url, secrets } = await provider().begin(redirect);
  const failed = provider({ clientSecret: 'planted-secret' }).finish(await visit(url), secrets);
  const error = await failed.catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'identity.refused' });
  expect(String(error)).not.toContain('planted-secret');
});

test('a device waits until somebody confirms', async () => {
  const drover = provider();
  const login = await drover.beginDevice();
  expect(login).toMatchObject({ userCode: expect.stringMatching(/\w{4}-\w{4}/), intervalSeconds: 5 });
  expect(await drover.pollDevice(login.deviceCode)).toMatch(/pending|slow-down/);
  await expect(drover.pollDevice('invented')).rejects.toMatchObject({ code: 'identity.refused' });
});
