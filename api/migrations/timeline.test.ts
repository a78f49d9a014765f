import { expect, test } from 'vitest';
import { makeMigration } from '../../test/support/migrations.ts';
import { timelineOf } from './timeline.ts';

test('tells the story in the order in which it happened', () => {
  const at = (minute: number) => `2026-11-22T03:${String(minute).padStart(2, '0')}:00.000Z`;
  const round = { round: 0, kind: 'baseline', changedBytes: 3, readBytes: 2, writtenBytes: 1, ms: 5 } as const;
  const migration = makeMigration({
    createdAt: at(0),
    stages: [
      { name: 'preflight', startedAt: at(1), endedAt: at(2), ms: 60_000, attempts: 1 },
      { name: 'baseline', startedAt: at(3), endedAt: at(9), ms: 360_000, attempts: 2 },
    ],
    commands: [{ at: at(5), name: 'pause', actor: 'anna' }],
    disks: [
      {
        ...{ id: 'd', label: 'Hard disk 1', capacityBytes: 9, volume: null, ledgerRoot: null, targetRoot: null },
        rounds: [{ ...round, endedAt: at(8), changeId: null, root: null, full: true }],
      },
    ],
    parked: { stage: 'delta', code: 'platform.quota', message: 'No room.', remedy: '', since: at(10), evidence: [] },
    status: 'cancelled',
    endedAt: at(11),
  });
  const told = timelineOf(migration).map(({ kind, name, actor }) => [kind, name, actor].filter(Boolean).join(' '));
  expect(told).toEqual([
    'request request admin',
    'stage-started preflight',
    'stage-ended preflight',
    'stage-started baseline',
    'command pause anna',
    'round baseline',
    'stage-ended baseline',
    'parked platform.quota',
    'ended cancelled',
  ]);
});
