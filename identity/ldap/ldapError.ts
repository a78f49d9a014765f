import { BusyError, ResultCodeError, UnavailableError } from 'ldapts';
import { DroverError } from '../../contract/errors.ts';

/** Codes of OpenSSL and Node for a certificate that is not to be trusted. */
const untrusted = /CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/;
const silent = /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE)$/;

/** What went wrong between Drover and the directory, with the server and what to do. No names or passwords of users. */
export function ldapError(error: unknown, { url, doing }: { url: string; doing: string }): DroverError {
  if (error instanceof DroverError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const told = (kind: 'unreachable' | 'certificate' | 'refused' | 'answer', text: string) =>
    new DroverError(`identity.${kind}`, `${url}, ${doing}: ${text}`, { cause: error });
  if (error instanceof BusyError || error instanceof UnavailableError)
    return told('unreachable', 'the server is busy.');
  if (error instanceof ResultCodeError) {
    const text = message.trim().replace(/\s+/g, ' ').replace(/\.$/, '');
    return told('answer', `LDAP result ${error.code} (${error.name}): ${text}.`);
  }
  if (untrusted.test(String(code))) {
    return told(
      'certificate',
      `${message.replace(/\.$/, '')}. Set DROVER_LDAP_CA_FILE to the authority that signed it.`,
    );
  }
  if (silent.test(String(code)))
    return told('unreachable', `${code}. Check DROVER_LDAP_URL, the firewall and the server.`);
  return told('unreachable', message.split('\n')[0] ?? 'the connection broke.');
}
