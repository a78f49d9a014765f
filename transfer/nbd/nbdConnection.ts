import { connect, type Socket } from 'node:net';
import { DroverError } from '../../contract/errors.ts';
import { type NbdExport, negotiate } from './nbdHandshake.ts';
import { command, magic, nbdFailure, transmissionFlags } from './nbdProtocol.ts';
import { type NbdPending, NbdReplyReader } from './nbdReplyReader.ts';

/** A server that sends nothing for so long although a reply is due has stalled. */
const defaultStallMs = 60_000;

interface Waiting extends NbdPending {
  resolve(): void;
  reject(error: unknown): void;
}

/** One connection over a unix socket with any number of requests in flight; replies may come in any order. */
export class NbdConnection {
  readonly facts: NbdExport;
  readonly #socket: Socket;
  readonly #pending: Map<bigint, Waiting>;
  #cookie = 1n;
  readonly #closed: { error: DroverError | null };

  private constructor(
    socket: Socket,
    facts: NbdExport,
    pending: Map<bigint, Waiting>,
    closed: { error: DroverError | null },
  ) {
    this.#socket = socket;
    this.facts = facts;
    this.#pending = pending;
    this.#closed = closed;
  }

  /** @throws DroverError platform.unreachable | platform.protocol | platform.not-found */
  static async open(path: string, exportName: string, signal: AbortSignal, stallMs = defaultStallMs) {
    signal.throwIfAborted();
    const pending = new Map<bigint, Waiting>();
    const closed: { error: DroverError | null } = { error: null };
    const inbox = new Inbox();
    const reader = new NbdReplyReader({
      find: (cookie) => pending.get(cookie),
      done: (cookie, request) => complete(pending, cookie, request),
    });
    let transmitting = false;
    const early = Buffer.allocUnsafeSlow(4096);
    const fail = (error: DroverError) => {
      closed.error ??= error;
      socket.destroy();
      inbox.fail(closed.error);
      for (const request of pending.values()) request.reject(closed.error);
      pending.clear();
    };
    const socket = connect({
      path,
      onread: {
        buffer: () => (transmitting ? reader.space() : early),
        callback: (length, buffer) => {
          try {
            if (transmitting) reader.received(buffer.subarray(0, length));
            else inbox.push(Buffer.from(buffer.subarray(0, length)));
          } catch (error) {
            fail(asDroverError(error));
          }
          return true;
        },
      },
    });
    socket.setTimeout(stallMs);
    // Not by `setTimeout`, which tells once: a connection may be left alone for long before it stalls.
    socket.on('timeout', () => {
      if (!transmitting || pending.size > 0) {
        fail(new DroverError('platform.stalled', `The NBD server at ${path} sent nothing for ${stallMs / 1000} s.`));
      }
    });
    socket.on('error', (error) => fail(unreachable(path, error.message, error)));
    socket.on('close', () => fail(unreachable(path, 'it closed the connection')));
    const abort = () => fail(unreachable(path, 'the connection was given up'));
    signal.addEventListener('abort', abort, { once: true });
    try {
      const facts = await negotiate(
        { take: (n) => inbox.take(n), send: (bytes) => void socket.write(bytes) },
        exportName,
      );
      transmitting = true;
      return new NbdConnection(socket, facts, pending, closed);
    } catch (error) {
      socket.destroy();
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Requests without a reply yet. */
  get inFlight(): number {
    return this.#pending.size;
  }

  has(flag: keyof typeof transmissionFlags): boolean {
    return (this.facts.flags & transmissionFlags[flag]) !== 0;
  }

  /** Fills `into` with the bytes at `offset`. The memory belongs to the connection until the promise settles. */
  async read(offset: number, into: Buffer, signal: AbortSignal): Promise<void> {
    if (into.length === 0) return;
    await this.#request(command.read, offset, into.length, { into, signal });
  }

  async write(offset: number, bytes: Buffer, signal: AbortSignal): Promise<void> {
    if (bytes.length === 0) return;
    await this.#request(command.write, offset, bytes.length, { payload: bytes, signal });
  }

  async writeZeroes(offset: number, length: number, signal: AbortSignal): Promise<void> {
    await this.#request(command.writeZeroes, offset, length, { signal });
  }

  async trim(offset: number, length: number, signal: AbortSignal): Promise<void> {
    await this.#request(command.trim, offset, length, { signal });
  }

  async flush(): Promise<void> {
    if (this.has('sendFlush')) await this.#request(command.flush, 0, 0, {});
  }

  /** Flat pairs of length and `base:allocation` flags from `offset` on; may end before or after the range. */
  async blockStatus(offset: number, length: number, signal: AbortSignal): Promise<number[]> {
    const { statuses } = await this.#request(command.blockStatus, offset, length, { signal });
    if (statuses.length === 0) throw new DroverError('platform.protocol', 'The NBD server told no block status.');
    return statuses;
  }

  /** Says goodbye; requests in flight are rejected. */
  close(): Promise<void> {
    if (this.#socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end(header(command.disconnect, 0n, 0, 0), () => this.#socket.destroy());
    });
  }

  #request(
    type: number,
    offset: number,
    length: number,
    extra: { into?: Buffer; payload?: Buffer; signal?: AbortSignal },
  ): Promise<Waiting> {
    const { signal } = extra;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closed.error !== null) return Promise.reject(this.#closed.error);
    return new Promise((resolve, reject) => {
      const cookie = this.#cookie++;
      const abort = () => reject(signal?.reason);
      const waiting: Waiting = {
        type,
        offset,
        length,
        into: extra.into ?? null,
        filled: [],
        statuses: [],
        failure: null,
        resolve: () => {
          signal?.removeEventListener('abort', abort);
          resolve(waiting);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', abort);
          reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(cookie, waiting);
      if (extra.payload === undefined) {
        this.#socket.write(header(type, cookie, offset, length));
        return;
      }
      this.#socket.cork();
      this.#socket.write(header(type, cookie, offset, length));
      this.#socket.write(extra.payload);
      this.#socket.uncork();
    });
  }
}

function complete(pending: Map<bigint, Waiting>, cookie: bigint, request: NbdPending): void {
  const waiting = pending.get(cookie);
  pending.delete(cookie);
  if (waiting === undefined) return;
  const filled = request.filled.reduce((sum, { from, to }) => sum + to - from, 0);
  if (request.failure !== null) {
    waiting.reject(nbdFailure(request, request.failure.errno, request.failure.text));
  } else if (request.into !== null && filled !== request.length) {
    const what = `${filled} of ${request.length} bytes at ${request.offset}`;
    waiting.reject(new DroverError('platform.protocol', `The NBD server sent ${what} and called it complete.`));
  } else {
    waiting.resolve();
  }
}

function header(type: number, cookie: bigint, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(28);
  bytes.writeUInt32BE(magic.request, 0);
  bytes.writeUInt16BE(0, 4);
  bytes.writeUInt16BE(type, 6);
  bytes.writeBigUInt64BE(cookie, 8);
  bytes.writeBigUInt64BE(BigInt(offset), 16);
  bytes.writeUInt32BE(length, 24);
  return bytes;
}

function unreachable(path: string, why: string, cause?: unknown): DroverError {
  return new DroverError('platform.unreachable', `The NBD server at ${path} cannot be used: ${why}.`, { cause });
}

function asDroverError(error: unknown): DroverError {
  if (error instanceof DroverError) return error;
  return new DroverError('internal', 'The NBD client failed.', { cause: error });
}

/** Bytes that came during negotiation, taken in pieces of known length. */
class Inbox {
  #bytes = Buffer.alloc(0);
  #wanted: { length: number; resolve(bytes: Buffer): void; reject(error: unknown): void } | null = null;
  #error: DroverError | null = null;

  push(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    this.#serve();
  }

  take(length: number): Promise<Buffer> {
    if (this.#error !== null) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#wanted = { length, resolve, reject };
      this.#serve();
    });
  }

  fail(error: DroverError): void {
    this.#error = error;
    this.#wanted?.reject(error);
    this.#wanted = null;
  }

  #serve(): void {
    const wanted = this.#wanted;
    if (wanted === null || this.#bytes.length < wanted.length) return;
    this.#wanted = null;
    const taken = this.#bytes.subarray(0, wanted.length);
    this.#bytes = this.#bytes.subarray(wanted.length);
    wanted.resolve(taken);
  }
}
