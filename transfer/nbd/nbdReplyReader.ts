import { DroverError } from '../../contract/errors.ts';
import { chunk, chunkDone, command, magic } from './nbdProtocol.ts';

/** A request that waits for its reply. */
export interface NbdPending {
  type: number;
  offset: number;
  length: number;
  /** Where a read's bytes go. */
  into: Buffer | null;
  /** Pieces of `into` that chunks have filled; they may come in any order. */
  filled: { from: number; to: number }[];
  /** Flat pairs of length and flags. */
  statuses: number[];
  failure: { errno: number; text: string } | null;
}

export interface ReplyEvents {
  find(cookie: bigint): NbdPending | undefined;
  done(cookie: bigint, pending: NbdPending): void;
}

type State =
  | { at: 'header' }
  | { at: 'control'; pending: NbdPending; cookie: bigint; type: number; last: boolean; body: Buffer; rest: number }
  | { at: 'payload'; pending: NbdPending; cookie: bigint; last: boolean; into: Buffer };

const scratchBytes = 4 * 1024;
/** Below this a copy out of the scratch buffer is cheaper than a read of its own. */
const directBytes = 4096;
const longestControl = 16 * 1024 * 1024;

/**
 * Takes the reply stream apart. `space` names the memory for the next bytes from the socket: when a payload is due, the
 * request's own destination, so that the kernel copies each byte straight to where it belongs.
 */
export class NbdReplyReader {
  readonly #events: ReplyEvents;
  readonly #scratch = Buffer.allocUnsafeSlow(scratchBytes);
  readonly #header = Buffer.alloc(20);
  #state: State = { at: 'header' };
  /** Bytes of the current header, control body or payload that have come. */
  #got = 0;
  #direct = false;

  constructor(events: ReplyEvents) {
    this.#events = events;
  }

  space(): Buffer {
    const state = this.#state;
    this.#direct = state.at === 'payload' && state.into.length - this.#got >= directBytes;
    return this.#direct && state.at === 'payload' ? state.into.subarray(this.#got) : this.#scratch;
  }

  /** @param bytes what was received, in the buffer that `space` gave. @throws DroverError platform.protocol */
  received(bytes: Uint8Array): void {
    if (this.#direct) {
      this.#got += bytes.length;
      this.#settle();
      return;
    }
    for (let at = 0; at < bytes.length; ) {
      const want = this.#wanted();
      const take = Math.min(want.length - this.#got, bytes.length - at);
      want.set(bytes.subarray(at, at + take), this.#got);
      this.#got += take;
      at += take;
      this.#settle();
    }
  }

  #wanted(): Buffer {
    const state = this.#state;
    if (state.at === 'control') return state.body;
    if (state.at === 'payload') return state.into;
    if (this.#got < 4) return this.#header.subarray(0, 4);
    return this.#header.subarray(0, this.#header.readUInt32BE(0) === magic.simpleReply ? 16 : 20);
  }

  #settle(): void {
    while (this.#got === this.#wanted().length) {
      const state = this.#state;
      this.#got = 0;
      if (state.at === 'header') this.#readHeader();
      else if (state.at === 'control') this.#readControl(state);
      else this.#finishChunk(state.cookie, state.pending, state.last);
      if (this.#state.at === 'header') return;
    }
  }

  #readHeader(): void {
    const header = this.#header;
    const kind = header.readUInt32BE(0);
    const cookie = header.readBigUInt64BE(8);
    const pending = this.#events.find(cookie);
    if (pending === undefined) throw broken('answered a request that was never sent');
    if (kind === magic.simpleReply) {
      const errno = header.readUInt32BE(4);
      if (errno !== 0) pending.failure = { errno, text: '' };
      if (errno === 0 && pending.into !== null) this.#expectPayload(cookie, pending, true, 0, pending.length);
      else this.#finishChunk(cookie, pending, true);
      return;
    }
    if (kind !== magic.structuredReply) throw broken('sent bytes that are no reply');
    const last = (header.readUInt16BE(4) & chunkDone) !== 0;
    const type = header.readUInt16BE(6);
    const length = header.readUInt32BE(16);
    if (type === chunk.none) {
      if (length !== 0 || !last) throw broken('sent an empty chunk with contents');
      this.#finishChunk(cookie, pending, true);
      return;
    }
    const control = type === chunk.offsetData ? 8 : length;
    if (length < control || control > longestControl || control === 0) throw broken(`sent a chunk of ${length} bytes`);
    this.#state = {
      at: 'control',
      pending,
      cookie,
      type,
      last,
      body: Buffer.alloc(control),
      rest: length - control,
    };
  }

  #readControl(state: Extract<State, { at: 'control' }>): void {
    const { type, body, pending, cookie, last } = state;
    if (type === chunk.offsetData) {
      const from = Number(body.readBigUInt64BE(0)) - pending.offset;
      this.#expectPayload(cookie, pending, last, from, state.rest);
      return;
    }
    if (type === chunk.offsetHole && body.length === 12) {
      const from = Number(body.readBigUInt64BE(0)) - pending.offset;
      this.#part(pending, from, body.readUInt32BE(8)).fill(0);
    } else if (type === chunk.blockStatus && body.length % 8 === 4) {
      for (let at = 4; at < body.length; at += 4) pending.statuses.push(body.readUInt32BE(at));
    } else if ((type & chunk.errorBit) !== 0 && body.length >= 6) {
      const text = body.toString('utf8', 6, 6 + body.readUInt16BE(4));
      pending.failure ??= { errno: body.readUInt32BE(0), text };
    } else {
      throw broken(`sent a chunk of unknown type ${type}`);
    }
    this.#finishChunk(cookie, pending, last);
  }

  #expectPayload(cookie: bigint, pending: NbdPending, last: boolean, from: number, length: number): void {
    const into = this.#part(pending, from, length);
    this.#state = { at: 'payload', pending, cookie, last, into };
  }

  /** A piece of the destination; a server that writes beside what was asked must not reach other memory. */
  #part(pending: NbdPending, from: number, length: number): Buffer {
    if (pending.into === null || pending.type !== command.read) throw broken('sent data that was not asked for');
    if (from < 0 || length === 0 || from + length > pending.length) throw broken('sent data beside what was asked for');
    // Else their sum could pass for the whole while other bytes never came.
    if (pending.filled.some((part) => from < part.to && from + length > part.from)) throw broken('sent bytes twice');
    const neighbour = pending.filled.find((part) => part.to === from);
    if (neighbour === undefined) pending.filled.push({ from, to: from + length });
    else neighbour.to += length;
    return pending.into.subarray(from, from + length);
  }

  #finishChunk(cookie: bigint, pending: NbdPending, last: boolean): void {
    this.#state = { at: 'header' };
    if (last) this.#events.done(cookie, pending);
  }
}

function broken(what: string): DroverError {
  return new DroverError('platform.protocol', `The NBD server ${what}.`);
}
