import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashLeaves, rootOfLeaves } from '../../proof/merkle.ts';
import { rootOfSparse } from '../test/rootOfSparse.ts';
import { Ledger } from './ledger.ts';
import { readLeaves } from './readLeaves.ts';

const leaf = 65536;
const signal = new AbortController().signal;
let folder = '';
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nextPath = () => {
  number += 1;
  return join(folder, `${number}.ledger`);
};

async function withLedger<T>(path: string, capacity: number, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await Ledger.open(path, capacity);
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

describe('ledger', () => {
  it('forgets a leaf that is zeroed in the opening that wrote it', async () => {
    const ledger = await Ledger.open(nextPath(), 3 * leaf);
    ledger.put(leaf, hashLeaves(Buffer.alloc(leaf, 1)));
    await ledger.write(ledger.take());
    ledger.putZeros(0, 3 * leaf);
    await ledger.write(ledger.take());
    expect(await ledger.root(signal)).toBe(await rootOfLeaves([hashLeaves(Buffer.alloc(3 * leaf))], 3 * leaf));
    await ledger.close();
  });

  it('has the root of a disk that is written, changed and zeroed over openings', async () => {
    const step = fc.record({
      at: fc.nat(11),
      count: fc.integer({ min: 1, max: 4 }),
      value: fc.integer({ min: 0, max: 255 }),
      reopen: fc.boolean(),
    });
    const disks = fc.record({ leaves: fc.integer({ min: 1, max: 12 }), tail: fc.integer({ min: 1, max: leaf }) });
    await fc.assert(
      fc.asyncProperty(disks, fc.array(step, { maxLength: 8 }), async ({ leaves, tail }, steps) => {
        const disk = Buffer.alloc((leaves - 1) * leaf + tail);
        const path = nextPath();
        let ledger = await Ledger.open(path, disk.length);
        for (const { at, count, value, reopen } of steps) {
          const from = Math.min(at, leaves - 1) * leaf;
          const to = Math.min(disk.length, from + count * leaf);
          disk.fill(value, from, to);
          if (value === 0) ledger.putZeros(from, to - from);
          else ledger.put(from, hashLeaves(disk.subarray(from, to)));
          await ledger.write(ledger.take());
          if (!reopen) continue;
          await ledger.close();
          ledger = await Ledger.open(path, disk.length);
        }
        const expected = await rootOfLeaves([hashLeaves(disk)], disk.length);
        expect(await ledger.root(signal)).toBe(expected);
        expect((await ledger.read(0, leaves)).equals(hashLeaves(disk))).toBe(true);
        await ledger.close();
        expect(await rootOfLeaves(readLeaves(path, disk.length), disk.length)).toBe(expected);
        await rm(path);
      }),
      { numRuns: 40 },
    );
  });

  it('refreshes only nodes that changed, and all after a crash', async () => {
    const capacity = 1000 * leaf;
    const path = nextPath();
    const one = hashLeaves(Buffer.alloc(leaf, 1));
    const expected = async () => rootOfLeaves(readLeaves(path, capacity), capacity);
    await withLedger(path, capacity, async (ledger) => {
      for (const at of [0, 255, 256, 511, 999]) ledger.put(at * leaf, one);
      await ledger.write(ledger.take());
      expect(await ledger.root(signal)).toBe(await expected());
      ledger.put(700 * leaf, one);
      await ledger.write(ledger.take());
      expect(await ledger.root(signal)).toBe(await expected());
      ledger.put(300 * leaf, one);
      await ledger.write(ledger.take());
    });
    await withLedger(path, capacity, async (ledger) => expect(await ledger.root(signal)).toBe(await expected()));
  });

  it('keeps the leaves of a file of the former version, and makes its nodes anew', async () => {
    const capacity = 300 * leaf + 512;
    const path = nextPath();
    const former = Buffer.alloc(4096 + (301 + 2) * 32, 0xab);
    former.write('drover/ledger/1\0', 'latin1');
    former.writeBigUInt64BE(BigInt(capacity), 16);
    former[24] = 1;
    former.fill(0, 4096, 4096 + 301 * 32);
    const held = new Map([0, 17, 300].map((at) => [at, hashLeaves(Buffer.alloc(at === 300 ? 512 : leaf, 7))]));
    for (const [at, entry] of held) former.set(entry, 4096 + at * 32);
    await writeFile(path, former);
    for (const opening of [1, 2]) {
      await withLedger(path, capacity, async (ledger) => {
        expect(await ledger.root(signal), `opening ${opening}`).toBe(rootOfSparse(capacity, held));
      });
    }
    former.write('drover/ledger/0\0', 'latin1');
    await writeFile(path, former);
    await expect(Ledger.open(path, capacity)).rejects.toMatchObject({ code: 'transfer.journal-mismatch' });
  });

  it('holds back what is not yet durable', async () => {
    const path = nextPath();
    await withLedger(path, leaf, async (ledger) => {
      const before = await ledger.read(0, 1);
      ledger.put(0, hashLeaves(Buffer.alloc(leaf, 1)));
      expect((await ledger.read(0, 1)).equals(before)).toBe(true);
      await ledger.write(ledger.take());
      expect((await ledger.read(0, 1)).equals(before)).toBe(false);
    });
  });

  it('stays small for a large empty disk, also when it is told so again, and has its root at once', async () => {
    const path = nextPath();
    const capacity = 2 * 1024 ** 4 + 512;
    const toldEmpty = async (ledger: Ledger) => {
      ledger.putZeros(0, capacity);
      await ledger.write(ledger.take());
    };
    await withLedger(path, capacity, async (ledger) => {
      await toldEmpty(ledger);
      // Hashed leaf by leaf this would take minutes.
      expect(await ledger.root(signal)).toBe(rootOfSparse(capacity, new Map()));
    });
    await withLedger(path, capacity, toldEmpty);
    expect((await stat(path)).blocks * 512).toBeLessThan(64 * 1024);
    await expect(Ledger.open(path, capacity + 512)).rejects.toMatchObject({ code: 'transfer.journal-mismatch' });
  });

  it('has the root of a disk that is written in pieces, some of them twice, whichever nodes lie over them', async () => {
    const leaves = 3 * 256 + 90;
    const piece = fc.record({ at: fc.nat(leaves - 1), count: fc.integer({ min: 1, max: 300 }), value: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const path = nextPath();
        const capacity = leaves * leaf;
        const entries = [0, 1, 2].map((value) => hashLeaves(Buffer.alloc(leaf, value)));
        const values = Array.from({ length: leaves }, () => 0);
        await withLedger(path, capacity, async (ledger) => {
          for (const { at, count, value } of pieces) {
            const end = Math.min(leaves, at + count);
            values.fill(value, at, end);
            if (value === 0) ledger.putZeros(at * leaf, (end - at) * leaf);
            else ledger.put(at * leaf, Buffer.concat(values.slice(at, end).map(() => entries[value] as Buffer)));
            await ledger.write(ledger.take());
          }
          const all = Buffer.concat(values.map((value) => entries[value] as Buffer));
          expect(await ledger.root(signal)).toBe(await rootOfLeaves([all], capacity));
        });
        await rm(path);
      }),
      { numRuns: 25 },
    );
  });

  it('has the root of a thin disk, whichever nodes hold data and wherever it ends', async () => {
    const disks = fc.record({
      leaves: fc.integer({ min: 1, max: 600 }),
      tail: fc.constantFrom(512, 4096, leaf),
      data: fc.array(fc.nat(599), { maxLength: 4 }),
      from: fc.nat(599),
    });
    await fc.assert(
      fc.asyncProperty(disks, async ({ leaves, tail, data, from }) => {
        const capacity = (leaves - 1) * leaf + tail;
        const entry = hashLeaves(Buffer.alloc(512, 7));
        const path = nextPath();
        const held = new Map(data.filter((at) => at < leaves).map((at) => [at, entry]));
        await withLedger(path, capacity, async (ledger) => {
          ledger.putZeros(0, capacity);
          for (const at of held.keys()) ledger.put(at * leaf, entry);
          await ledger.write(ledger.take());
          const root = await ledger.root(signal);
          expect(root).toBe(await rootOfLeaves(readLeaves(path, capacity), capacity));
          expect(root).toBe(rootOfSparse(capacity, held));
        });
        await withLedger(path, capacity, async (ledger) => {
          const zeroed = Math.min(leaves, from) * leaf;
          ledger.putZeros(zeroed, capacity - zeroed);
          await ledger.write(ledger.take());
          const left = new Map([...held].filter(([at]) => at < from));
          expect(await ledger.root(signal)).toBe(rootOfSparse(capacity, left));
        });
        await rm(path);
      }),
      { numRuns: 15 },
    );
  });
});
