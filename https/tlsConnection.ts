import { isIP, type OnReadOpts } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { DroverError } from '../contract/errors.ts';
import type { AddressGuard } from '../ports/addressGuard.ts';

export interface TlsServer {
  hostname: string;
  port: number;
  /** SHA-256 of the only certificate that is trusted, upper-case colon hex. */
  fingerprint256?: string | undefined;
  /** SHA-1 of it, as export leases name their hosts. Neither: public trust decides as usual. */
  fingerprint1?: string | undefined;
  /** Where connections may go; undefined: anywhere. */
  guard?: AddressGuard | undefined;
}

/**
 * A connection that has the bytes deciphered into memory of the caller's. Resolved after the certificate was compared, so
 * that no byte is sent before; from then on `error` and `close` are the caller's to hear.
 * @throws DroverError platform.certificate | platform.address-refused
 */
export async function connectTls(
  server: TlsServer,
  onread: OnReadOpts,
  { signal, silenceMs, silent }: { signal: AbortSignal; silenceMs: number; silent(socket: TLSSocket): void },
): Promise<TLSSocket> {
  signal.throwIfAborted();
  const { hostname, port, guard } = server;
  guard?.demand(hostname);
  const options: ConnectionOptions & { onread: OnReadOpts } = {
    host: hostname,
    port,
    lookup: guard?.lookup,
    servername: isIP(hostname) ? undefined : hostname,
    rejectUnauthorized: server.fingerprint256 === undefined && server.fingerprint1 === undefined,
    ALPNProtocols: ['http/1.1'],
    onread,
  };
  const socket = connect(options);
  const abort = () => socket.destroy(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  socket.setTimeout(silenceMs, () => silent(socket));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('secureConnect', resolve);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('it closed the connection')));
    });
    compareCertificate(server, socket);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function compareCertificate({ hostname, fingerprint256, fingerprint1 }: TlsServer, socket: TLSSocket): void {
  const shown = socket.getPeerCertificate();
  const pinned = fingerprint256 ?? fingerprint1;
  const same256 = fingerprint256 === undefined || shown.fingerprint256 === fingerprint256.toUpperCase();
  const same1 = fingerprint1 === undefined || shown.fingerprint === fingerprint1.toUpperCase();
  if (same256 && same1) return;
  const message = `The server ${hostname} shows another certificate than the one confirmed.`;
  const evidence = [`shown: ${shown.fingerprint256}`, `pinned: ${pinned}`];
  throw new DroverError('platform.certificate', message, { evidence });
}
