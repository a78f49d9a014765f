import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client';
import { DroverError } from '../../contract/errors.ts';

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/;

/** What went wrong between Drover and the provider. No codes or tokens in it. */
export function oidcError(error: unknown, issuer: string): DroverError {
  if (error instanceof DroverError) return error;
  const told = (kind: 'unreachable' | 'certificate' | 'refused' | 'answer', text: string) =>
    new DroverError(`identity.${kind}`, `${issuer}: ${text}`, { cause: error });
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    const why = error.error_description === undefined ? '' : ` (${error.error_description.slice(0, 200)})`;
    return told('refused', `the provider answered ${error.error}${why}.`);
  }
  if (error instanceof WWWAuthenticateChallengeError) {
    const remedy = 'Check DROVER_OIDC_CLIENT_ID and DROVER_OIDC_CLIENT_SECRET_FILE.';
    return told('refused', `the provider does not take Drover for its client (HTTP ${error.status}). ${remedy}`);
  }
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = String((cause as NodeJS.ErrnoException).code);
    if (untrusted.test(code))
      return told('certificate', `${cause.message}. Set DROVER_OIDC_CA_FILE to the authority that signed it.`);
    if (cause.name === 'TimeoutError' || /^(E[A-Z]+|UND_ERR_\w+)$/.test(code)) {
      return told(
        'unreachable',
        `${code === 'undefined' ? 'no answer in time' : code}. Check DROVER_OIDC_ISSUER and the network.`,
      );
    }
  }
  if (error instanceof ClientError) return told('answer', `${error.message}.`);
  return told('unreachable', error instanceof Error ? error.message : 'no answer.');
}
