import { expect, test } from 'vitest';
import type { Forecast, Migration, StageName } from '../../../contract/migration.ts';
import { forecastOutcome } from './forecastOutcome.ts';

const second = (at: number) => new Date(at * 1000).toISOString();
const stage = (name: StageName, from: number, to: number, attempts = 1) => ({
  ...{ name, startedAt: second(from), endedAt: second(to), ms: (to - from) * 1000, attempts },
});
const cutoverForecast: Forecast = {
  ...{ at: second(0), downtimeMs: 40_000, downtimeP90Ms: 60_000, dirtyBytes: 1, bytesPerSecond: 1, converging: true },
  parts: { shutdownMs: 10_000, finalDeltaMs: 5000, verifyMs: 15_000, bootMs: 10_000 },
};
const downtime: Migration['downtime'] = { from: second(100), to: second(150), ms: 50_000 };
const stages = [
  ...[stage('quiesce', 100, 112), stage('final', 113, 117), stage('verify', 117, 135, 2)],
  ...[stage('define', 136, 138), stage('boot', 138, 155)],
];

test('each part beside what it took, and what lay between them', () => {
  const outcome = forecastOutcome({ cutoverForecast, downtime, stages });
  expect(outcome).toMatchObject({ measuredMs: 50_000, differenceMs: 10_000, withinP90: true });
  // The boot ends when the guest answered, not when its stage did.
  expect(outcome?.rows.map(({ part, measuredMs }) => [part, measuredMs])).toEqual([
    ...[['shutdown', 12_000] as const, ['finalDelta', 4000] as const, ['verify', 18_000] as const],
    ...[['boot', 14_000] as const, ['between', 2000] as const],
  ]);
  expect(outcome?.rows.filter(({ retried }) => retried).map(({ part }) => part)).toEqual(['verify']);
});

test('a 90 % value that was passed is told; one that was not given is not judged', () => {
  const late = { ...downtime, ms: 61_000 };
  expect(forecastOutcome({ cutoverForecast, downtime: late, stages })?.withinP90).toBe(false);
  const bare = { ...cutoverForecast, downtimeP90Ms: undefined };
  expect(forecastOutcome({ cutoverForecast: bare, downtime, stages })?.withinP90).toBeNull();
});

test('nothing is compared while the VM is down, or where no forecast was kept', () => {
  expect(forecastOutcome({ cutoverForecast, downtime: { ...downtime, to: null, ms: null }, stages })).toBeNull();
  expect(forecastOutcome({ downtime, stages })).toBeNull();
});
