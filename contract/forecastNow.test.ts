import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastDowntime } from '../domain/forecast.ts';
import { carriedOn, forecastNow } from './forecastNow.ts';
import type { Forecast, Round } from './migration.ts';

const at = Date.parse('2026-11-22T00:00:00Z');
const round = (changedBytes: number, endedAt: number): Round => ({
  ...{ round: 0, kind: 'delta', changedBytes, readBytes: 1_000_000, writtenBytes: 0, ms: 1000 },
  ...{ endedAt: new Date(endedAt).toISOString(), changeId: null, root: null, full: false },
});

/** After deltas of ten seconds each, so long after its snapshot. */
function measured(changed: number[], sinceSnapshotMs: number, capacityBytes = 1e12): Forecast {
  const first = at - (changed.length + 1) * 10_000;
  const rounds = [round(0, first), ...changed.map((bytes, index) => round(bytes, first + (index + 1) * 10_000))];
  const forecast = forecastDowntime({
    ...{ at: new Date(at + sinceSnapshotMs).toISOString(), rounds: [rounds], sinceSnapshotMs, lastIntervalMs: 10_000 },
    history: {
      ...{ shutdownMs: Array(5).fill(20_000), roundOverheadMs: Array(5).fill(3000) },
      ...{ verify: [{ bytes: capacityBytes, ms: 1000 }], bootMs: Array(5).fill(30_000) },
    },
    ...{ boots: true, capacityBytes },
  });
  if (forecast === null) throw new Error('The baseline has ended.');
  return forecast;
}

const elapsed = fc.integer({ min: 0, max: 86_400_000 });

test('with a steady churn it is what would be measured then, up to the size of the disks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000_000 }), elapsed, (bytes, ms) => {
      const changed = [bytes * 10, bytes * 10, bytes * 10];
      const later = measured(changed, ms, 1e10);
      const now = carriedOn(measured(changed, 0, 1e10), at + ms);
      // Rounded once more, to a byte a second and to a millisecond.
      const slack = 2 + ms / 1000;
      for (const part of ['downtimeMs', 'dirtyBytes'] as const) {
        expect(Math.abs(now[part] - later[part])).toBeLessThanOrEqual(slack);
      }
      expect(Math.abs((now.downtimeP90Ms ?? 0) - (later.downtimeP90Ms ?? 0))).toBeLessThanOrEqual(slack);
    }),
  );
});

test('it only grows, the 90 % value at least as fast, and in two steps as in one', () => {
  const churns = fc.array(fc.integer({ min: 0, max: 9_000_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(churns, elapsed, elapsed, (changed, first, second) => {
      const start = measured(changed, 5000);
      const middle = carriedOn(start, at + 5000 + first);
      const end = carriedOn(start, at + 5000 + first + second);
      const stepwise = carriedOn(middle, at + 5000 + first + second);
      expect(middle.downtimeMs).toBeGreaterThanOrEqual(start.downtimeMs);
      expect(end.downtimeMs).toBeGreaterThanOrEqual(middle.downtimeMs);
      expect(end.downtimeP90Ms).toBeGreaterThanOrEqual(end.downtimeMs);
      expect(Math.abs(end.downtimeMs - stepwise.downtimeMs)).toBeLessThanOrEqual(1);
      expect(stepwise.measuredAt).toBe(first + second > 0 ? start.at : undefined);
    }),
  );
});

test('only between two rounds does time make it longer', () => {
  const forecast = measured([5_000_000, 5_000_000], 0);
  const run = { forecast, stage: 'hold' as const, downtime: null, endedAt: null };
  expect(forecastNow(run, at + 60_000)?.downtimeMs).toBe(forecast.downtimeMs + 30_000);
  expect(forecastNow({ ...run, stage: 'delta' }, at + 60_000)).toBe(forecast);
  expect(forecastNow({ ...run, endedAt: 'then' }, at + 60_000)).toBe(forecast);
  expect(forecastNow({ ...run, downtime: { from: '', to: null, ms: null } }, at + 60_000)).toBe(forecast);
  const { churn: _, ...old } = forecast;
  expect(forecastNow({ ...run, forecast: old }, at + 60_000)).toBe(old);
  expect(forecastNow(run, at - 1000)).toBe(forecast);
});
