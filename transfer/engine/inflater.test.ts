import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createInflater, inflateByItself } from './inflater.ts';

test('the inflater of this Node is the fast one', () => {
  expect(createInflater()).not.toBe(inflateByItself);
});

const data = fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(4000), fc.nat(9));

describe.each([
  ['one state for all', createInflater()],
  ['a state for each', inflateByItself],
])('inflating with %s', (_name, inflate) => {
  it('gives back what was deflated, in memory that has room for it, and tells how much', () => {
    fc.assert(
      fc.property(data, fc.nat(70), ([head, zeros, level], spare) => {
        const plain = Buffer.concat([head, Buffer.alloc(zeros), head]);
        const into = Buffer.alloc(plain.length + spare, 0xee);
        fc.pre(into.length > 0);
        expect(inflate(into, deflateSync(plain, { level }))).toBe(plain.length);
        expect(into.subarray(0, plain.length).equals(plain)).toBe(true);
      }),
    );
  });

  it('refuses what is cut off, spoilt or too long, and inflates the next one well', () => {
    const plain = Buffer.from('one line of a log after the other\n'.repeat(50));
    const deflated = deflateSync(plain);
    const into = Buffer.alloc(plain.length);
    for (let cut = 0; cut < deflated.length; cut += 1) {
      expect(() => inflate(into, deflated.subarray(0, cut)), `cut at ${cut}`).toThrow();
      expect(inflate(into, deflated)).toBe(plain.length);
    }
    for (let at = 0; at < deflated.length; at += 1) {
      const spoilt = Buffer.from(deflated);
      spoilt.writeUInt8(spoilt.readUInt8(at) ^ 0x10, at);
      // RFC 1950 leaves the level to the compressor: bits of FLG that only FCHECK guards.
      expect(() => inflate(into, spoilt), `spoilt at ${at}`).toThrow();
    }
    expect(() => inflate(into.subarray(1), deflated)).toThrow();
    expect(inflate(into, deflated)).toBe(plain.length);
    expect(into.equals(plain)).toBe(true);
  });
});
