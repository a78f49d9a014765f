import type { Socket } from 'node:net';
import type { BodyTarget } from '../../http/bodyTarget.ts';
import { type HttpServer, openConnection } from '../../http/connection.ts';
import { type ResponseHead, ResponseReader } from '../../http/responseReader.ts';

/** A TLS record, at most. */
const scratchBytes = 16 * 1024;

/** The server has said nothing, or next to nothing, for too long. */
export class Stalled extends Error {}

export interface RangeServer extends HttpServer {
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
  readonly #socket: Socket;
  #pending: Pending | null = null;
  #reusable = true;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#closed());
  }

  /** @throws DroverError platform.certificate | platform.address-refused */
  static async open(server: RangeServer, signal: AbortSignal): Promise<RangeConnection> {
    const { stallMs } = server;
    const scratch = Buffer.allocUnsafeSlow(scratchBytes);
    let direct: Buffer | null = null;
    // Not before the connection is there.
    let connection: RangeConnection | null = null;
    const onread = {
      buffer: () => {
        direct = connection?.space() ?? null;
        return direct ?? scratch;
      },
      callback: (length: number) => {
        connection?.received(length, direct === null ? scratch.subarray(0, length) : null);
        return true;
      },
    };
    const socket = await openConnection(server, onread, {
      signal,
      silenceMs: stallMs,
      silent: (silent) => {
        if (connection?.idle !== true) silent.destroy(new Stalled(`nothing for ${stallMs / 1000} s`));
      },
    });
    connection = new RangeConnection(socket);
    return connection;
  }

  /** No answer is due. */
  get idle(): boolean {
    return this.#pending === null;
  }

  /** Can take another request. */
  get reusable(): boolean {
    return this.#reusable && this.idle && !this.#socket.destroyed;
  }

  /**
   * Sends a request and waits for the end of its answer, or for its refusal by `accept`. The memory that `accept` gives
   * belongs to the connection until then.
   */
  async request(head: string, accept: (head: ResponseHead) => BodyTarget | null, signal: AbortSignal): Promise<void> {
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
      this.#socket.destroy();
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
