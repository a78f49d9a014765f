import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunk, place, type ScriptedRequest, scriptedNbdServer } from '../test/scriptedNbdServer.ts';
import { NbdConnection } from './nbdConnection.ts';
import { type NbdPending, NbdReplyReader } from './nbdReplyReader.ts';

const signal = new AbortController().signal;
let folder = '';
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What lies at an offset of the scripted disk. */
const bytesAt = (offset: number, length: number) =>
  Buffer.from(Array.from({ length }, (_, at) => ((offset + at) * 31 + ((offset + at) >> 8)) % 251));

function data(request: ScriptedRequest, from: number, length: number, last: boolean): Buffer {
  const offset = request.offset + from;
  return Buffer.concat([chunk(last ? 1 : 0, 1, request.cookie, 8 + length), place(offset), bytesAt(offset, length)]);
}

function failure(request: ScriptedRequest, errno: number, text: string, at?: number): Buffer {
  const body = Buffer.alloc(6 + text.length);
  body.writeUInt32BE(errno, 0);
  body.writeUInt16BE(text.length, 4);
  body.write(text, 6);
  const offset = at === undefined ? Buffer.alloc(0) : place(at);
  const type = at === undefined ? 0x8001 : 0x8002;
  return Buffer.concat([chunk(1, type, request.cookie, body.length + offset.length), body, offset]);
}

async function connected(answer: (requests: ScriptedRequest[]) => Buffer | null) {
  number += 1;
  const socket = join(folder, String(number));
  const server = await scriptedNbdServer(socket, answer, { goesOn: true });
  const connection = await NbdConnection.open(socket, '', signal);
  const read = async (offset: number, length: number) => {
    const into = Buffer.alloc(length, 0xaa);
    await connection.read(offset, into, signal);
    return into;
  };
  const close = async () => {
    await connection.close();
    server.close();
  };
  return { read, close };
}

describe('structured replies', () => {
  it('in any order, in pieces in any order, torn anywhere, fill each request with its own bytes', () => {
    const request = fc.record({ offset: fc.nat(100_000), length: fc.integer({ min: 1, max: 20_000 }) });
    const shape = fc.record({
      requests: fc.array(request, { minLength: 1, maxLength: 5 }),
      cuts: fc.array(fc.nat(19_999), { maxLength: 6 }),
      order: fc.infiniteStream(fc.nat(1_000_000)),
      torn: fc.infiniteStream(fc.integer({ min: 1, max: 9000 })),
    });
    fc.assert(
      fc.property(shape, ({ requests, cuts, order, torn }) => {
        const scripted = requests.map((one, i) => ({ ...one, cookie: place(i) }));
        const pieces = scripted.flatMap((one) => {
          const bounds = [0, ...cuts.filter((cut) => cut > 0 && cut < one.length).toSorted((a, b) => a - b)];
          return bounds.map((from, i) => ({ one, from, length: (bounds[i + 1] ?? one.length) - from }));
        });
        const shuffled = pieces
          .filter((piece) => piece.length > 0)
          .map((piece) => ({ piece, rank: order.next().value }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ piece }) => piece);
        const stream = shuffled.map(({ one, from, length }, i) =>
          data(one, from, length, shuffled.findLastIndex((other) => other.one === one) === i),
        );
        const memory = scripted.map((one) => Buffer.alloc(one.length, 0xaa));
        const pending = scripted.map(
          ({ offset, length }, i): NbdPending => ({
            ...{ type: 0, offset, length, into: memory[i] ?? null, filled: [], statuses: [], failure: null },
          }),
        );
        const done: bigint[] = [];
        const reader = new NbdReplyReader({
          find: (cookie) => pending[Number(cookie)],
          done: (cookie) => void done.push(cookie),
        });
        const bytes = Buffer.concat(stream);
        for (let at = 0; at < bytes.length; ) {
          const space = reader.space();
          const taken = bytes.copy(space, 0, at, at + Math.min(space.length, torn.next().value));
          reader.received(space.subarray(0, taken));
          at += taken;
        }
        expect(done.length).toBe(scripted.length);
        for (const [i, { offset, length }] of scripted.entries()) {
          expect(memory[i]?.equals(bytesAt(offset, length))).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of the last request first', async () => {
    const { read, close } = await connected((requests) =>
      requests.length < 8 ? null : Buffer.concat(requests.toReversed().map((one) => data(one, 0, one.length, true))),
    );
    const places = Array.from({ length: 8 }, (_, i) => ({ offset: i * 5000, length: 512 + i * 700 }));
    const found = await Promise.all(places.map(({ offset, length }) => read(offset, length)));
    for (const [i, { offset, length }] of places.entries()) expect(found[i]).toEqual(bytesAt(offset, length));
    await close();
  });

  it('that tell of an error fail their request and no other, also after some of its data', async () => {
    const { read, close } = await connected((requests) => {
      const [first, second, third, fourth] = requests;
      if (!first || !second || !third || !fourth) return null;
      return Buffer.concat([
        data(first, 0, 1000, false),
        failure(second, 28, 'thin pool'),
        data(third, 0, third.length, true),
        failure(first, 5, 'bad sector', first.offset + 1000),
        // The error comes first, and the chunk that ends the reply has no more to say.
        failure(fourth, 22, '').fill(0, 4, 6),
        chunk(1, 0, fourth.cookie, 0),
      ]);
    });
    const [first, second, third, fourth] = await Promise.allSettled([0, 1, 2, 3].map((i) => read(i * 8192, 4096)));
    const reason = (code: string, text: string) => ({ reason: { code, message: expect.stringContaining(text) } });
    expect(first).toMatchObject(reason('platform.unreachable', '4096 bytes at 0: EIO, bad sector'));
    expect(second).toMatchObject(reason('platform.quota', '4096 bytes at 8192: ENOSPC, thin pool'));
    expect(third).toMatchObject({ value: bytesAt(16384, 4096) });
    expect(fourth).toMatchObject(reason('platform.protocol', '4096 bytes at 24576: EINVAL'));
    await close();
  });
});
