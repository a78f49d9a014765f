import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactly } from './bodyTarget.ts';
import { AnswerTooLong, ResponseReader } from './responseReader.ts';

const body = Buffer.from(Array.from({ length: 300 }, (_, index) => index % 251));
const head = (...lines: string[]) => ['HTTP/1.1 206 Partial Content', ...lines, '', ''].join('\r\n');

function chunked(cuts: number[], extension: string): Buffer {
  const ends = [...new Set([...cuts.map((cut) => cut % body.length), body.length])].sort((a, b) => a - b);
  const parts: Buffer[] = [];
  let from = 0;
  for (const end of ends) {
    if (end > from) {
      parts.push(Buffer.from(`${(end - from).toString(16)}${extension}\r\n`));
      parts.push(body.subarray(from, end), Buffer.from('\r\n'));
    }
    from = end;
  }
  return Buffer.concat([
    Buffer.from(head('Transfer-Encoding: chunked')),
    ...parts,
    Buffer.from('0\r\nDone: yes\r\n\r\n'),
  ]);
}

/** As a connection gives it: into the reader's own memory where it names some, in pieces of any size. */
function feed(reader: ResponseReader, answer: Buffer, sizes: number[]): void {
  for (let at = 0, turn = 0; at < answer.length && !reader.ended; turn += 1) {
    const space = reader.space();
    const length = Math.min(sizes[turn % sizes.length] ?? 1, answer.length - at, space?.length ?? answer.length);
    if (space === null) reader.received(answer.subarray(at, at + length));
    else {
      answer.copy(space, 0, at, at + length);
      reader.filled(length);
    }
    at += length;
  }
}

describe('ResponseReader', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 8 });

  it('has the body, whatever its framing and however it is cut', () => {
    const framed = fc.oneof(
      fc.constant({ answer: Buffer.concat([Buffer.from(head('content-LENGTH:  300 ')), body]), reusable: true }),
      fc.constant({ answer: Buffer.concat([Buffer.from(head()), body]), reusable: false }),
      fc
        .record({ cuts: fc.array(fc.nat(), { maxLength: 6 }), extension: fc.constantFrom('', ';a=b', ' ') })
        .map(({ cuts, extension }) => ({ answer: chunked(cuts, extension), reusable: true })),
    );
    fc.assert(
      fc.property(framed, sizes, fc.boolean(), ({ answer, reusable }, cut, interim) => {
        const into = Buffer.alloc(body.length);
        const reader = new ResponseReader(({ status }) => (status === 206 ? exactly(into) : null));
        const before = Buffer.from(interim ? 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n' : '');
        feed(reader, Buffer.concat([before, answer]), cut);
        if (!reusable) reader.closed();
        expect(into.equals(body)).toBe(true);
        expect([reader.ended, reader.reusable]).toEqual([true, reusable]);
      }),
    );
  });

  it('is not satisfied with less, at whichever byte the connection ends', () => {
    for (const answer of [Buffer.concat([Buffer.from(head('Content-Length: 300')), body]), chunked([7, 150], '')]) {
      for (let end = 0; end < answer.length; end += 1) {
        const reader = new ResponseReader(() => exactly(Buffer.alloc(body.length)));
        feed(reader, answer.subarray(0, end), [50]);
        expect(() => reader.closed(), `${end}`).toThrow();
      }
    }
  });

  it('takes no more than there is room for, and no other language', () => {
    const read = (answer: string) =>
      feed(new ResponseReader(() => exactly(Buffer.alloc(4))), Buffer.from(answer), [1000]);
    expect(() => read(`${head()}12345`)).toThrow(AnswerTooLong);
    expect(() => read(head('Content-Length: 5'))).toThrow(AnswerTooLong);
    expect(() => read(head('Content-Length: many'))).toThrow(AnswerTooLong);
    expect(() => read(`${head('Transfer-Encoding: chunked')}5\r\n12345\r\n0\r\n\r\n`)).toThrow(AnswerTooLong);
    expect(() => read(`${head('Transfer-Encoding: chunked')}five\r\n`)).toThrow('without a size');
    expect(() => read('SSH-2.0-OpenSSH_9.2\r\n\r\n')).toThrow('no HTTP');
    expect(() => read(`HTTP/1.1 206 Fine\r\nA: ${'x'.repeat(20_000)}`)).toThrow('without an end');
  });

  it('does not give a connection back that has said more than its answer', () => {
    const reader = new ResponseReader(() => exactly(Buffer.alloc(1)));
    reader.received(Buffer.from(`${head('Transfer-Encoding: chunked')}1\r\nx\r\n0\r\n\r\nHTTP/1.1 206`));
    expect([reader.ended, reader.reusable]).toEqual([true, false]);
  });
});
