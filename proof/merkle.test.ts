import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskRoot } from './diskRoot.ts';
import { hashLeaves, leafBytes, leafCount, MerkleFold, rootOfLeaves, sealRoot } from './merkle.ts';

const sha = (...parts: (Buffer | string)[]) => {
  const state = createHash('sha256');
  for (const part of parts) state.update(part);
  return state.digest();
};

/** Level by level, as lab/README.md words it. */
function plainTop(leaves: Buffer[]): Buffer {
  if (leaves.length === 0) return sha('');
  let level = leaves;
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]];
      if (left !== undefined) above.push(right === undefined ? left : sha(left, right));
    }
    level = above;
  }
  return level[0] ?? sha('');
}

function plainRoot(disk: Buffer): string {
  const leaves = [];
  for (let at = 0; at < disk.length; at += leafBytes) leaves.push(sha(disk.subarray(at, at + leafBytes)));
  const sizes = Buffer.alloc(12);
  sizes.writeBigUInt64BE(BigInt(disk.length), 0);
  sizes.writeUInt32BE(leafBytes, 8);
  return sha('drover/merkle/1\0', sizes, plainTop(leaves)).toString('hex');
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('MerkleFold', () => {
  it('gives the top that joining level by level gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (count) => {
        const leaves = Array.from({ length: count }, (_, i) => sha(String(i)));
        const fold = new MerkleFold();
        for (const leaf of leaves) fold.add(leaf);
        expect(fold.top() ?? sha('')).toEqual(plainTop(leaves));
      }),
    );
  });

  it('goes on from the nodes of another one, wherever that stopped', () => {
    const leaves = Array.from({ length: 40 }, (_, leaf) => sha(String(leaf)));
    for (let stop = 0; stop <= leaves.length; stop += 1) {
      const first = new MerkleFold();
      for (const leaf of leaves.slice(0, stop)) first.add(leaf);
      const second = new MerkleFold(JSON.parse(JSON.stringify(first.nodes)));
      for (const leaf of leaves.slice(stop)) second.add(leaf);
      expect(second.top()).toEqual(plainTop(leaves));
    }
  });

  it('takes subtrees of aligned leaves as one node', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 5 }), (count, height) => {
        const leaves = Array.from({ length: count }, (_, i) => sha(String(i)));
        const fold = new MerkleFold();
        for (let at = 0; at < count; at += 2 ** height) fold.add(plainTop(leaves.slice(at, at + 2 ** height)), height);
        expect(fold.top()).toEqual(plainTop(leaves));
      }),
    );
  });
});

describe('diskRoot', () => {
  it.each([0, 1, 511, 512, leafBytes, leafBytes + 1, 3 * leafBytes, 4 * 1024 * 1024 + 512, 9 * 1024 * 1024 - 7])(
    'is the root of a disk of %i bytes',
    async (size) => {
      const disk = Buffer.alloc(size, 3);
      for (let i = 0; i < size; i += 4096) disk.writeUInt8((i / 4096) % 251, i);
      const path = join(folder, `disk-${size}`);
      await writeFile(path, disk);
      expect(await diskRoot(path, size)).toBe(plainRoot(disk));
      expect(await rootOfLeaves([hashLeaves(disk)], size)).toBe(plainRoot(disk));
    },
  );

  it('reads only the capacity of a larger volume and refuses a shorter one', async () => {
    const disk = Buffer.alloc(2 * leafBytes, 7);
    const path = join(folder, 'larger');
    await writeFile(path, Buffer.concat([disk, Buffer.alloc(4096, 1)]));
    expect(await diskRoot(path, disk.length)).toBe(plainRoot(disk));
    await expect(diskRoot(path, disk.length * 2)).rejects.toThrow('ends at');
  });

  it('differs for another capacity, another order and a flipped bit', () => {
    const a = sha('a');
    expect(sealRoot(a, 1)).not.toBe(sealRoot(a, 2));
    expect(leafCount(65537)).toBe(2);
    expect(plainRoot(Buffer.from([0]))).not.toBe(plainRoot(Buffer.from([1])));
  });

  it('refuses a number of leaves that does not fit', async () => {
    await expect(rootOfLeaves([sha('a')], 2 * leafBytes)).rejects.toThrow('do not make a disk');
  });
});
