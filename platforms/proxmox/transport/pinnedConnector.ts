import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { buildConnector } from 'undici';
import { DroverError } from '../../../contract/errors.ts';
import type { AddressGuard } from '../../../ports/addressGuard.ts';

/** Long enough for a slow management network, short enough for an operator who waits. */
const connectTimeoutMs = 10_000;

/**
 * A connector that hands out a socket only after the server has shown the confirmed certificate, so that neither
 * password nor request reaches anyone else. Without a fingerprint a public CA must vouch.
 */
export function pinnedConnector(
  fingerprint256: string | undefined,
  guard: AddressGuard | undefined,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    // A resumed TLS session would skip the certificate that we compare.
    maxCachedSessions: 0,
    lookup: guard?.lookup,
    rejectUnauthorized: fingerprint256 === undefined,
  });
  return (options, callback) => {
    try {
      guard?.demand(options.hostname.replace(/^\[|\]$/g, ''));
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    connect(options, (error, socket) => {
      const address = `${options.hostname}:${options.port || 443}`;
      if (error !== null) {
        callback(connectFailure(error, address), null);
        return;
      }
      const seen = seenFingerprint(socket);
      if (fingerprint256 !== undefined && seen !== fingerprint256) {
        socket.destroy();
        callback(
          new DroverError(
            'platform.certificate',
            `${address} shows another certificate than the one confirmed for this connection.`,
            { evidence: [`confirmed: ${fingerprint256}`, `shown: ${seen ?? 'none'}`] },
          ),
          null,
        );
        return;
      }
      callback(null, socket);
    });
  };
}

/** Says in our words why no connection came about. Nothing has been sent in any of these cases. */
export function connectFailure(error: Error & { code?: string }, address: string): DroverError {
  if (error instanceof DroverError) return error;
  const evidence = [`${error.code ?? error.name}: ${error.message}`];
  if (isCertificateProblem(error.code)) {
    return new DroverError(
      'platform.certificate',
      `The certificate of ${address} is not vouched for by a public CA; confirm its fingerprint on the connection.`,
      { evidence, cause: error },
    );
  }
  return new DroverError('platform.unreachable', `${address} cannot be reached: ${reason(error)}.`, {
    evidence,
    cause: error,
  });
}

function reason(error: Error & { code?: string }): string {
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name does not resolve';
    case 'ECONNREFUSED':
      return 'nothing listens on that port';
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return 'no answer';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no route to it';
    default:
      return error.message || 'the connection failed';
  }
}

function isCertificateProblem(code: string | undefined): boolean {
  return (
    code !== undefined &&
    /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERTIFICATE_|INVALID_CA)/.test(code)
  );
}

function seenFingerprint(socket: unknown): string | undefined {
  const certificate: Partial<DetailedPeerCertificate> = (socket as TLSSocket).getPeerCertificate?.() ?? {};
  return certificate.fingerprint256;
}
