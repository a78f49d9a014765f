import { isIP } from 'node:net';
import tls from 'node:tls';
import { DroverError } from '../../../contract/errors.ts';
import type { AddressGuard } from '../../../ports/addressGuard.ts';
import { transportError } from '../faults/transportError.ts';

/** The leaf that a server shows, before anybody trusts it. */
export interface SeenCertificate {
  /** Upper-case colon hex. */
  fingerprint256: string;
  /** Why no public authority vouches for it; null when one does. */
  untrusted: string | null;
  validTo: string;
}

const handshakeMs = 15_000;

/** Makes a TLS handshake, sends nothing and hangs up. */
export function seeCertificate(
  { guard, ...where }: { host: string; port: number; guard: AddressGuard | undefined },
  signal: AbortSignal,
): Promise<SeenCertificate> {
  return new Promise((resolve, reject) => {
    guard?.demand(where.host);
    const servername = isIP(where.host) === 0 ? { servername: where.host } : {};
    const socket = tls.connect({ ...where, ...servername, lookup: guard?.lookup, rejectUnauthorized: false });
    const leave = (): void => {
      socket.destroy(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    socket.once('close', () => signal.removeEventListener('abort', leave));
    socket.setTimeout(handshakeMs, () => {
      socket.destroy(Object.assign(new Error('no handshake'), { code: 'ETIMEDOUT' }));
    });
    socket.once('error', (error) => {
      reject(
        transportError(error, { host: `${where.host}:${where.port}`, operation: 'TLS handshake', changing: false }),
      );
    });
    socket.once('secureConnect', () => {
      const seen = socket.getPeerCertificate();
      const untrusted = socket.authorized ? null : String(socket.authorizationError);
      resolve({ fingerprint256: seen.fingerprint256, untrusted, validTo: seen.valid_to });
      socket.destroy();
    });
  });
}

/** What the operator is told of a certificate. @throws DroverError platform.certificate when it may not be trusted */
export function judgeCertificate(
  seen: SeenCertificate | undefined,
  confirmed: string | undefined,
  host: string,
): string {
  if (seen === undefined) throw new DroverError('platform.unreachable', `${host} showed no certificate.`);
  if (confirmed === undefined) {
    if (seen.untrusted === null) return `a public authority vouches for ${host}, valid to ${seen.validTo}`;
    throw new DroverError(
      'platform.certificate',
      `No public authority vouches for ${host} (${seen.untrusted}). It shows SHA-256 ${seen.fingerprint256}; compare it with the server and confirm it.`,
    );
  }
  if (confirmed.toUpperCase() === seen.fingerprint256) return `the confirmed certificate, valid to ${seen.validTo}`;
  throw new DroverError(
    'platform.certificate',
    `${host} shows SHA-256 ${seen.fingerprint256}, but ${confirmed} was confirmed.`,
  );
}
