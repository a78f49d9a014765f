import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskRoot } from './diskRoot.ts';
import { randomBlock } from './synthetic/randomBlock.ts';

function plainRoot(bytes: Buffer): string {
  const sha = (data: Buffer) => createHash('sha256').update(data).digest();
  let level: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 65536) level.push(sha(bytes.subarray(at, at + 65536)));
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i] ?? Buffer.alloc(0), level[i + 1]];
      next.push(right === undefined ? left : sha(Buffer.concat([left, right])));
    }
    level = next;
  }
  const head = Buffer.alloc(12);
  head.writeBigUInt64BE(BigInt(bytes.length));
  head.writeUInt32BE(65536, 8);
  return sha(
    Buffer.concat([Buffer.from('drover/merkle/1'), Buffer.from([0]), head, level[0] ?? sha(Buffer.alloc(0))]),
  ).toString('hex');
}

test('the streamed root equals the one built level by level', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(40), fc.constantFrom(0, 1, 512, 65535), async (leaves, tail) => {
      const bytes = randomBlock('root', leaves * 65536 + tail);
      const root = await diskRoot(bytes.length, async (offset, length) => bytes.subarray(offset, offset + length));
      expect(root).toBe(plainRoot(bytes));
    }),
    { numRuns: 40 },
  );
});
