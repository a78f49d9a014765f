import { isIP, type OnReadOpts } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { DroverError } from '../../contract/errors.ts';
import type { AddressGuard } from '../../ports/addressGuard.ts';
import { type ResponseHead, ResponseReader } from './responseReader.ts';

/** A TLS record, at most. */
const scratchBytes = 16 * 1024;

/** The server has said nothing, or next to nothing, for too long. */
export class Stalled extends Error {}

export interface RangeServer {
  hostname: string;
  port: number;
  /** SHA-256 of the only certificate that is trusted; undefined: public trust decides as usual. */
  fingerprint256: string | undefined;
  /** Where connections may go; undefined: anywhere. */
  guard: AddressGuard | undefined;
  /** Silence of this length is a stall. */
  stallMs: number;
}

interface Pending {
  reader: ResponseReader;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * One TLS connection, one request at a time. Node's client makes an object of every record of 16 KiB and copies it; this
 * one has the bytes deciphered into the memory that waits for them.
 */
export class RangeConnection {
  readonly #socket: TLSSocket;
  #connecting = true;
  #pending: Pending | null = null;
  #reusable = true;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
  }

  /** Nothing is sent before the certificate was compared. @throws DroverError platform.certificate */
  static async open(server: RangeServer, signal: AbortSignal): Promise<RangeConnection> {
    signal.throwIfAborted();
    const { hostname, port, fingerprint256: pin, guard, stallMs } = server;
    guard?.demand(hostname);
    const scratch = Buffer.allocUnsafeSlow(scratchBytes);
    let direct: Buffer | null = null;
    // Not before the connection is there.
    let take: RangeConnection | null = null;
    const options: ConnectionOptions & { onread: OnReadOpts } = {
      host: hostname,
      port,
      lookup: guard?.lookup,
      servername: isIP(hostname) ? undefined : hostname,
      rejectUnauthorized: pin === undefined,
      ALPNProtocols: ['http/1.1'],
      onread: {
        buffer: () => {
          direct = take?.space() ?? null;
          return direct ?? scratch;
        },
        callback: (length) => {
          take?.received(length, direct === null ? scratch.subarray(0, length) : null);
          return true;
        },
      },
    };
    const socket = connect(options);
    const connection = new RangeConnection(socket);
    take = connection;
    const abort = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    socket.setTimeout(stallMs, () => {
      if (!connection.idle) socket.destroy(new Stalled(`nothing for ${stallMs / 1000} s`));
    });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('secureConnect', resolve);
        socket.on('error', (error) => {
          reject(error);
          connection.#fail(error);
        });
        socket.on('close', () => {
          reject(new Error('it closed the connection'));
          connection.#closed();
        });
      });
      const shown = socket.getPeerCertificate().fingerprint256;
      if (pin !== undefined && shown !== pin) {
        const message = `The server ${hostname} shows another certificate than the one confirmed.`;
        throw new DroverError('platform.certificate', message, { evidence: [`shown: ${shown}`, `pinned: ${pin}`] });
      }
      connection.#connecting = false;
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Connected, and no answer is due. */
  get idle(): boolean {
    return !this.#connecting && this.#pending === null;
  }

  /** Can take another request. */
  get reusable(): boolean {
    return this.#reusable && this.idle && !this.#socket.destroyed;
  }

  /**
   * Sends a request and waits for the end of its answer, or for its refusal by `accept`. The memory that `accept` gives
   * belongs to the connection until then.
   */
  async request(head: string, accept: (head: ResponseHead) => Buffer | null, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const abort = () => this.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const reader = new ResponseReader(accept);
    try {
      await new Promise<void>((resolve, reject) => {
        if (this.#socket.destroyed) throw new Error('it closed the connection');
        this.#pending = { reader, resolve, reject };
        this.#socket.write(head, 'latin1');
      });
      this.#reusable = reader.reusable;
    } finally {
      this.#pending = null;
      signal.removeEventListener('abort', abort);
    }
  }

  destroy(reason?: Error): void {
    this.#fail(reason ?? new Error('the connection was given up'));
    this.#socket.destroy();
  }

  /** Where the next bytes go that the socket deciphers; null: anywhere. */
  private space(): Buffer | null {
    return this.#pending?.reader.space() ?? null;
  }

  /** @param bytes null: they came into `space` */
  private received(length: number, bytes: Buffer | null): void {
    const pending = this.#pending;
    if (pending === null) {
      // Bytes that nobody asked for: whose answer they belong to is anyone's guess.
      if (!this.#connecting) this.#socket.destroy();
      return;
    }
    try {
      if (bytes === null) pending.reader.filled(length);
      else pending.reader.received(bytes);
      if (pending.reader.ended) this.#settle();
    } catch (error) {
      this.#fail(error);
    }
  }

  #closed(): void {
    if (this.#pending === null) return;
    try {
      this.#pending.reader.closed();
      this.#settle();
    } catch (error) {
      this.#fail(error);
    }
  }

  #settle(): void {
    this.#pending?.resolve();
    this.#pending = null;
  }

  #fail(error: unknown): void {
    this.#reusable = false;
    this.#pending?.reject(error);
    this.#pending = null;
  }
}
