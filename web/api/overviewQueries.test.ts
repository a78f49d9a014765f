import { expect, test } from 'vitest';
import { summarise } from '../../contract/migrationSummary.ts';
import type { Overview } from '../../contract/overview.ts';
import { makeMigration } from '../../test/support/migrations.ts';
import { patchOverview } from './overviewQueries.ts';

const summary = (id: string, revision: number, rest: Parameters<typeof makeMigration>[0] = {}) =>
  summarise(makeMigration({ id, revision, ...rest }));
const overview = (...open: Overview['open']): Overview => ({
  ...{ at: '', open, openCount: open.length, progress: [], hours: [], inventory: [] },
  endedCount: { completed: 0, cancelled: 0, 'rolled-back': 0 },
});

test('what is parked comes first, and what has ended leaves', () => {
  const known = overview(summary('a', 1), summary('b', 1));
  const parked = patchOverview(known, summary('b', 2, { status: 'parked' }));
  expect(parked.open.map(({ id }) => id)).toEqual(['b', 'a']);
  const ended = patchOverview(parked, summary('b', 3, { status: 'completed', endedAt: '2026-11-26T00:00:00.000Z' }));
  expect(ended.open.map(({ id }) => id)).toEqual(['a']);
  expect(ended.openCount).toBe(1);
});

test('a new one is counted, and an old word changes nothing', () => {
  const known = overview(summary('a', 5));
  expect(patchOverview(known, summary('a', 4, { status: 'parked' }))).toBe(known);
  expect(patchOverview(known, summary('c', 1))).toMatchObject({ openCount: 2 });
});
