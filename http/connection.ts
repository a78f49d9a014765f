import { connect as connectInTheClear, isIP, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { DroverError } from '../contract/errors.ts';
import type { AddressGuard } from '../ports/addressGuard.ts';

export interface HttpServer {
  hostname: string;
  port: number;
  /** Undefined: in the clear. */
  tls: TlsTrust | undefined;
  /** Where connections may go; undefined: anywhere. */
  guard: AddressGuard | undefined;
}

/** Without a pin the authorities decide that are named, else those of the system. */
export interface TlsTrust {
  /** SHA-256 of the only certificate that is trusted, upper-case colon hex. */
  fingerprint256?: string | undefined;
  /** SHA-1 of it, as export leases name their hosts. */
  fingerprint1?: string | undefined;
  /** PEM of the authorities. */
  ca?: string | undefined;
  /** PEM of what is shown to a server that asks for it, and of its key. */
  cert?: string | undefined;
  key?: string | undefined;
}

/**
 * A connection that has the bytes put into memory of the caller's. Resolved after the certificate was compared, so that no
 * byte is sent before; from then on `error` and `close` are the caller's to hear.
 * @throws DroverError platform.certificate | platform.address-refused; else what the socket says
 */
export async function openConnection(
  server: HttpServer,
  onread: OnReadOpts,
  { signal, silenceMs, silent }: { signal: AbortSignal; silenceMs: number; silent(socket: Socket): void },
): Promise<Socket> {
  signal.throwIfAborted();
  const { hostname, port, tls, guard } = server;
  guard?.demand(hostname);
  const where = { host: hostname, port, lookup: guard?.lookup, onread };
  const socket = tls === undefined ? connectInTheClear(where) : connect(tlsOptions(where, tls));
  const abort = () => socket.destroy(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  socket.setTimeout(silenceMs);
  // Not by `setTimeout`, which tells once: a connection may be idle for long before it stalls.
  socket.on('timeout', () => silent(socket));
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(tls === undefined ? 'connect' : 'secureConnect', resolve);
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('it closed the connection')));
    });
    if (tls !== undefined) compareCertificate(hostname, tls, socket as TLSSocket);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function tlsOptions<T extends { host: string }>(where: T, { fingerprint256, fingerprint1, ...trust }: TlsTrust) {
  return {
    ...where,
    ...trust,
    servername: isIP(where.host) ? undefined : where.host,
    rejectUnauthorized: fingerprint256 === undefined && fingerprint1 === undefined,
    ALPNProtocols: ['http/1.1'],
  } satisfies ConnectionOptions;
}

function compareCertificate(hostname: string, { fingerprint256, fingerprint1 }: TlsTrust, socket: TLSSocket): void {
  const shown = socket.getPeerCertificate();
  const same256 = fingerprint256 === undefined || shown.fingerprint256 === fingerprint256.toUpperCase();
  const same1 = fingerprint1 === undefined || shown.fingerprint === fingerprint1.toUpperCase();
  if (same256 && same1) return;
  const message = `The server ${hostname} shows another certificate than the one confirmed.`;
  const evidence = [`shown: ${shown.fingerprint256}`, `pinned: ${fingerprint256 ?? fingerprint1}`];
  throw new DroverError('platform.certificate', message, { evidence });
}
