import { expect, test } from 'vitest';
import { lags, latenessOf } from './roundLateness.ts';

const minute = 60_000;

test('a round is late by what it ended after the one before and an interval', () => {
  const rounds = [0, 61_000, 123_000].map((endedAt) => ({ migrationId: 'a', endedAt }));
  expect(latenessOf(rounds, { from: 0, to: 2.1 * minute, intervalMs: minute })).toEqual({
    ...{ rounds: 2, due: 2.1, p50Ms: 1000, p95Ms: 2000, mostMs: 2000 },
  });
});

test('a run whose rounds have stopped is as late as it is silent', () => {
  const rounds = [{ migrationId: 'stuck', endedAt: 0 }];
  const lateness = latenessOf(rounds, { from: minute, to: 5 * minute, intervalMs: minute });
  expect(lateness).toMatchObject({ rounds: 0, mostMs: 4 * minute });
  expect(lags(lateness, minute, 0)).toBe(true);
});

test('what ended outside the window is the beginning of the next interval, no more', () => {
  const rounds = [0, 90_000, 151_000].map((endedAt) => ({ migrationId: 'a', endedAt }));
  const lateness = latenessOf(rounds, { from: 100_000, to: 160_000, intervalMs: minute });
  expect(lateness).toMatchObject({ rounds: 1, mostMs: 1000 });
  expect(lags(lateness, minute, 0)).toBe(false);
});
