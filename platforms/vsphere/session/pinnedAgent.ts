import https from 'node:https';
import { isIP } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import tls from 'node:tls';
import { DroverError } from '../../../contract/errors.ts';
import type { AddressGuard } from '../../../ports/addressGuard.ts';

/** What a certificate must have; absent: a public authority must vouch for it. And where the server may be. */
export interface Pin {
  /** SHA-256 of the leaf, upper-case colon hex. */
  fingerprint256?: string;
  guard?: AddressGuard;
}

const handshakeMs = 15_000;

/** An agent whose connections are handed out only after the certificate was compared, so that no byte precedes it. */
export class PinnedAgent extends https.Agent {
  readonly #pin: Pin;

  constructor(pin: Pin) {
    super({ keepAlive: true, maxSockets: 16, maxCachedSessions: 0 });
    this.#pin = pin;
  }

  override createConnection(
    options: tls.ConnectionOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    const pinned = this.#pin.fingerprint256 !== undefined;
    const host = options.host ?? 'localhost';
    const { guard } = this.#pin;
    try {
      guard?.demand(host);
    } catch (error) {
      // As a socket would tell it: not before the caller listens.
      process.nextTick(() => callback?.(error as Error, new PassThrough()));
      return undefined;
    }
    const socket = tls.connect({
      host,
      port: options.port,
      lookup: guard?.lookup,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: !pinned,
    });
    const fail = (error: Error): void => {
      socket.destroy();
      callback?.(error, socket);
    };
    socket.setTimeout(handshakeMs, () =>
      fail(Object.assign(new Error('TLS handshake timed out'), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      socket.removeAllListeners('timeout');
      const wrong = this.#mismatch(socket.getPeerCertificate(), host);
      if (wrong !== null) return fail(wrong);
      socket.removeListener('error', fail);
      callback?.(null, socket);
    });
    return undefined;
  }

  #mismatch(seen: tls.PeerCertificate, host: string): DroverError | null {
    const { fingerprint256 } = this.#pin;
    if (fingerprint256 === undefined || seen.fingerprint256 === fingerprint256.toUpperCase()) return null;
    return new DroverError('platform.certificate', `${host} shows another certificate than the one confirmed.`, {
      evidence: [`host ${host}`, `seen SHA-256 ${seen.fingerprint256}`, `confirmed ${fingerprint256}`],
    });
  }
}
