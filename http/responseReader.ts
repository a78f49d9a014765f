import { type BodyTarget, exactly } from './bodyTarget.ts';

/** Status and headers of an answer; names are in lower case. */
export interface ResponseHead {
  status: number;
  headers: Map<string, string>;
}

/** More came than there is room for. */
export class AnswerTooLong extends Error {}

type State = 'head' | 'length' | 'until-close' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'ended';

/** A head, or a line of the chunked coding, is never as long. */
const longestHead = 16 * 1024;

/** Takes one HTTP/1.1 answer apart (RFC 9112) and puts its body where it belongs. */
export class ResponseReader {
  readonly #accept: (head: ResponseHead) => BodyTarget | null;
  /** What came of a head or line whose end has not. */
  #rest: Buffer = Buffer.alloc(0);
  #state: State = 'head';
  #body: BodyTarget = exactly(Buffer.alloc(0));
  #came = 0;
  /** Bytes missing of the body or of the current chunk. */
  #missing = 0;
  #reusable = false;

  /** @param accept is told the head; says where the body goes, or null: the body is not wanted */
  constructor(accept: (head: ResponseHead) => BodyTarget | null) {
    this.#accept = accept;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** The connection can take another request once this answer has ended. */
  get reusable(): boolean {
    return this.#reusable && this.ended;
  }

  /** Where the next bytes belong, when all of them are of the body: they need not be copied then. Null: not known. */
  space(): Buffer | null {
    if (this.#state === 'length') return this.#body.space().subarray(0, this.#missing);
    return this.#state === 'until-close' && this.#body.room === Number.POSITIVE_INFINITY ? this.#body.space() : null;
  }

  /** So many bytes have come into `space`. */
  filled(length: number): void {
    this.#took(length);
    if (this.#state === 'length' && this.#missing === 0) this.#end();
  }

  /** @param bytes that came somewhere else. @throws AnswerTooLong; Error when it is no HTTP */
  received(bytes: Buffer): void {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    while (at < all.length && !this.ended) {
      const used = this.#consume(all.subarray(at));
      if (used === 0) break;
      at += used;
    }
    this.#rest = Buffer.from(all.subarray(at));
    // Bytes behind the end would be taken for the next answer.
    if (this.ended && this.#rest.length > 0) this.#reusable = false;
    else if (this.#rest.length > longestHead) throw new Error('it sent a head or line without an end');
  }

  /** The connection has been closed. @throws Error when the answer had not ended */
  closed(): void {
    if (this.#state === 'until-close') this.#end();
    if (!this.ended) throw this.#short();
  }

  /** @returns bytes that were used; 0: more have to come first */
  #consume(bytes: Buffer): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(bytes);
      case 'chunk-size':
      case 'chunk-end':
      case 'trailer':
        return this.#readLine(bytes);
      default:
        return this.#readBody(bytes);
    }
  }

  #readHead(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return 0;
    const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
    const match = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(first);
    if (match === null) throw new Error('it sent what is no HTTP/1.1');
    const status = Number(match[1]);
    const headers = new Map<string, string>();
    for (const line of lines) {
      const colon = line.indexOf(':');
      if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    // Interim answers (RFC 9110 section 15.2) come before the one that counts.
    if (status >= 200) this.#begin({ status, headers });
    return end + 4;
  }

  #begin(head: ResponseHead): void {
    const body = this.#accept(head);
    const { headers } = head;
    if (body === null) {
      this.#state = 'ended';
      return;
    }
    this.#body = body;
    this.#reusable = headers.get('connection')?.toLowerCase() !== 'close';
    const length = headers.get('content-length');
    if (/(^|,)\s*chunked$/i.test(headers.get('transfer-encoding') ?? '')) {
      this.#state = 'chunk-size';
    } else if (length === undefined) {
      this.#state = 'until-close';
      this.#reusable = false;
    } else {
      this.#state = 'length';
      this.#missing = /^\d+$/.test(length) ? Number(length) : Number.NaN;
      if (!(this.#missing <= body.room)) throw new AnswerTooLong();
      if (this.#missing === 0) this.#end();
    }
  }

  #readBody(bytes: Buffer): number {
    const take = this.#state === 'until-close' ? bytes.length : Math.min(bytes.length, this.#missing);
    if (take > this.#body.room) throw new AnswerTooLong();
    for (let at = 0; at < take; ) {
      const copied = bytes.copy(this.#body.space(), 0, at, take);
      this.#took(copied);
      at += copied;
    }
    if (this.#state === 'length' && this.#missing === 0) this.#end();
    if (this.#state === 'chunk' && this.#missing === 0) this.#state = 'chunk-end';
    return take;
  }

  #readLine(bytes: Buffer): number {
    const end = bytes.indexOf('\r\n');
    if (end < 0) return 0;
    const line = bytes.toString('latin1', 0, end);
    if (this.#state === 'chunk-end') {
      this.#state = 'chunk-size';
    } else if (this.#state === 'trailer') {
      if (line === '') this.#end();
    } else {
      const size = /^[0-9a-f]{1,8}(?=\s*(;|$))/i.exec(line)?.[0];
      if (size === undefined) throw new Error('it sent a chunk without a size');
      this.#missing = Number.parseInt(size, 16);
      this.#state = this.#missing === 0 ? 'trailer' : 'chunk';
    }
    return end + 2;
  }

  #took(length: number): void {
    this.#body.took(length);
    this.#came += length;
    this.#missing -= length;
  }

  #end(): void {
    this.#state = 'ended';
    const { room } = this.#body;
    if (room > 0 && Number.isFinite(room)) throw this.#short();
  }

  #short(): Error {
    const { room } = this.#body;
    const whole = Number.isFinite(room) ? this.#came + room : this.#came + this.#missing;
    return new Error(`the answer ended after ${this.#came} of ${whole} bytes`);
  }
}
