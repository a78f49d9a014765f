import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { DroverError } from '../../../contract/errors.ts';
import type { AddressGuard } from '../../../ports/addressGuard.ts';

export interface SeenCertificate {
  fingerprint256: string | null;
  detail: string;
  problem: DroverError | null;
}

/** Looks at the server's certificate without sending anything, so that a person can compare its fingerprint. */
export function checkCertificate(
  { host, port, guard }: { host: string; port: number; guard: AddressGuard | undefined },
  confirmed: string | undefined,
  signal: AbortSignal,
): Promise<SeenCertificate> {
  return new Promise((done, fail) => {
    guard?.demand(host);
    const stop = () => socket.destroy(new Error('no TLS handshake in time'));
    const socket = connect({
      ...{ host, port, servername: isIP(host) ? undefined : host, lookup: guard?.lookup, rejectUnauthorized: false },
    });
    signal.addEventListener('abort', stop, { once: true });
    socket.once('error', (cause) => {
      if (cause instanceof DroverError) return fail(cause);
      fail(new DroverError('platform.unreachable', `${host}:${port} does not speak TLS: ${cause.message}.`, { cause }));
    });
    socket.once('close', () => signal.removeEventListener('abort', stop));
    socket.once('secureConnect', () => {
      const { fingerprint256, subject } = socket.getPeerCertificate();
      const trusted = socket.authorized;
      socket.destroy();
      done(judge({ fingerprint256, name: String(subject?.CN ?? host), trusted, confirmed }));
    });
  });
}

function judge(seen: {
  fingerprint256: string;
  name: string;
  trusted: boolean;
  confirmed: string | undefined;
}): SeenCertificate {
  const { fingerprint256, name, trusted, confirmed } = seen;
  if (confirmed === fingerprint256) {
    return { fingerprint256, detail: `The certificate of ${name} is the confirmed one.`, problem: null };
  }
  if (confirmed === undefined && trusted) {
    return { fingerprint256, detail: `A public CA vouches for ${name}.`, problem: null };
  }
  const message =
    confirmed === undefined
      ? `No public CA vouches for ${name}; its SHA-256 fingerprint is ${fingerprint256}.`
      : `${name} shows ${fingerprint256}, not the confirmed ${confirmed}.`;
  return { fingerprint256, detail: message, problem: new DroverError('platform.certificate', message) };
}
