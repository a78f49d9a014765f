import { expect, test } from 'vitest';
import type { EarlierRounds, Round } from '../../../contract/migration.ts';
import { deltasOf, roundPoints } from './roundPoints.ts';

const second = (at: number) => new Date(at * 1000).toISOString();
const round = (number: number, endsAt: number, changedBytes: number, ms = 2000): Round => ({
  ...{ round: number, kind: number === 1 ? 'baseline' : 'delta', changedBytes, readBytes: changedBytes * 2 },
  ...{ writtenBytes: changedBytes, ms, endedAt: second(endsAt), changeId: null, root: null, full: number === 1 },
});

test('a dirty rate is what changed over the time since the round before', () => {
  const [baseline, delta] = roundPoints([{ rounds: [round(1, 100, 5000), round(2, 110, 300)] }]);
  expect(baseline).toMatchObject({ dirtyRate: null, readRate: 5000 });
  expect(delta).toMatchObject({ changedBytes: 300, dirtyRate: 30, readRate: 300 });
});

test('disks that are read side by side add up, the slowest tells the time, and unfinished rounds wait', () => {
  const points = roundPoints([
    { rounds: [round(1, 100, 10), round(2, 120, 30, 1000), round(3, 140, 7)] },
    { rounds: [round(1, 90, 10), round(2, 110, 50, 4000)] },
  ]);
  expect(points.map((point) => point.round)).toEqual([1, 2]);
  expect(points[1]).toMatchObject({ changedBytes: 80, ms: 4000, endedAt: second(120), dirtyRate: 4 });
});

test('rounds that are no longer listed do not stretch the time of the next one', () => {
  const earlier: EarlierRounds = {
    ...{ rounds: 7, fullRounds: 0, changedBytes: 1, readBytes: 1, writtenBytes: 1, ms: 1 },
    ...{ sampledBytes: 0, mismatchedBytes: 0, endedAt: second(200) },
  };
  const points = roundPoints([{ rounds: [round(1, 100, 10), round(9, 210, 50), round(10, 230, 20)], earlier }]);
  expect(points.map(({ dirtyRate }) => dirtyRate)).toEqual([null, 5, 1]);
});

test('what follows the baseline is compared; without disks there is nothing', () => {
  expect(deltasOf(roundPoints([{ rounds: [round(1, 100, 10), round(2, 120, 30)] }]))).toHaveLength(1);
  expect(roundPoints([])).toEqual([]);
});
