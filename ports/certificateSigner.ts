import type { Certificate, CertificateBody } from '../contract/certificate.ts';

export interface CertificateSigner {
  /** Names the signing key: SHA-256 of its public half, hex. */
  readonly instance: string;
  sign(body: CertificateBody): Certificate;
}
