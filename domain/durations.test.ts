import { expect, test } from 'vitest';
import type { Round } from '../contract/migration.ts';
import { makeMigration } from '../test/support/migrations.ts';
import { samplesOf } from './durations.ts';

const round = (number: number, kind: Round['kind'], ms: number): Round => ({
  ...{ round: number, kind, ms, changedBytes: 1, readBytes: 1, writtenBytes: 1, changeId: null, root: null },
  ...{ endedAt: '2026-11-22T03:00:00.000Z', full: kind === 'baseline' },
});

test('the final round of a cutover that was undone is no measure of the one that ended', () => {
  const at = '2026-11-22T03:00:00.000Z';
  const rounds = [
    round(0, 'baseline', 60_000),
    round(1, 'final', 9000),
    round(2, 'delta', 500),
    round(3, 'final', 1000),
  ];
  const migration = makeMigration({
    stages: [{ name: 'final', startedAt: at, endedAt: at, ms: 3000, attempts: 1 }],
    disks: [
      {
        ...{ id: 'd', label: 'Hard disk 1', capacityBytes: 1, volume: null, rounds },
        ledgerRoot: null,
        targetRoot: null,
      },
    ],
  });
  expect(samplesOf([migration]).roundOverheadMs).toEqual([2000]);
});
