import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Files of one certificate and its key. */
export interface CertificateFiles {
  cert: string;
  key: string;
}

export interface TestAuthority {
  /** What trusts it. */
  ca: string;
  /** Signs a certificate. @param altNames as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1` */
  issue(name: string, altNames?: string): CertificateFiles;
}

const validity = ['-days', '2', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

/** A certificate authority in a folder, by OpenSSL. */
export function makeAuthority(folder: string, name = 'ca'): TestAuthority {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const openssl = (args: string[]) =>
    execFileSync('openssl', ['req', '-x509', ...validity, ...args], { stdio: 'pipe' });
  const own = { cert: at('cert.pem'), key: at('key.pem') };
  openssl(['-subj', `/CN=${name}`, '-out', own.cert, '-keyout', own.key]);
  return {
    ca: own.cert,
    issue(subject, altNames) {
      const files = { cert: at(`${subject}.pem`), key: at(`${subject}.key`) };
      const extensions = ['basicConstraints=critical,CA:FALSE', ...(altNames ? [`subjectAltName=${altNames}`] : [])];
      const signed = ['-CA', own.cert, '-CAkey', own.key, ...extensions.flatMap((one) => ['-addext', one])];
      openssl([...signed, '-subj', `/CN=${subject}`, '-out', files.cert, '-keyout', files.key]);
      return files;
    },
  };
}
