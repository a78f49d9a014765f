import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MigrationDisk, Round } from '../contract/migration.ts';
import { deltaCount, roundTotals, withRound } from './keptRounds.ts';

const hash = 'a'.repeat(64);

function roundOf(number: number, readBytes: number): Round {
  return {
    ...{ round: number, kind: number === 0 ? 'baseline' : 'delta', full: number === 0, changedBytes: 1, readBytes },
    ...{ writtenBytes: 3, ms: 4, endedAt: `at ${number}`, changeId: '52 3c ec 11-af-77/1234', root: hash },
    audit: { sampledBytes: 5, mismatchedBytes: 0, mismatches: [] },
  };
}

function after(reads: number[], disks: number): Pick<MigrationDisk, 'rounds' | 'earlier'> {
  return reads.reduce<Pick<MigrationDisk, 'rounds' | 'earlier'>>(
    (kept, bytes, number) => withRound(kept, roundOf(number, bytes), disks),
    { rounds: [] },
  );
}

test('totals and counts stay those of all rounds, however many are folded', () => {
  const counts = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 60 }), (reads, disks) => {
      const kept = after(reads, disks);
      expect(roundTotals(kept)).toMatchObject({
        ...{ rounds: reads.length, fullRounds: 1, readBytes: reads.reduce((sum, bytes) => sum + bytes, 0) },
        ...{ writtenBytes: 3 * reads.length, sampledBytes: 5 * reads.length, endedAt: `at ${reads.length - 1}` },
      });
      expect(deltaCount(kept)).toBe(reads.length - 1);
      expect(kept.rounds[0]?.kind).toBe('baseline');
      expect(kept.rounds.at(-1)?.round).toBe(reads.length - 1);
    }),
  );
});

test('a run of months with many disks stays far below the 2 MiB of a payload', () => {
  for (const disks of [1, 8, 60]) {
    const kept = after(Array(5000).fill(1_000_000_000_000), disks);
    expect(JSON.stringify(kept).length * disks).toBeLessThan(512 * 1024);
  }
});

test('the same round reported again takes the place of the first report', () => {
  const kept = withRound(after([1, 2, 3], 1), roundOf(2, 7), 1);
  expect(kept.rounds.map(({ readBytes }) => readBytes)).toEqual([1, 2, 7]);
});
