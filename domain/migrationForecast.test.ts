import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Migration, StageName } from '../contract/migration.ts';
import { makeMigration } from '../test/support/migrations.ts';
import { basisOf, forecastMigration, historyOf } from './migrationForecast.ts';

const gib = 1024 ** 3;
const at = '2026-01-01T00:00:00.000Z';

function completed(gibibytes: number, seconds: Partial<Record<StageName, number>>): Migration {
  const stages = Object.entries(seconds).map(([name, taken]) => ({
    ...{ name: name as StageName, startedAt: at, endedAt: at, ms: taken * 1000, attempts: 1 },
  }));
  const disk = { id: 'd', label: 'Hard disk 1', capacityBytes: gibibytes * gib, volume: null, rounds: [] };
  const base = makeMigration();
  return {
    ...{ ...base, strategy: 'warm' as const, status: 'completed' as const, stages },
    ...{ disks: [{ ...disk, ledgerRoot: null, targetRoot: null }], downtime: { from: at, to: at, ms: 0 } },
  } as Migration;
}

test('without history assumptions speak, and the basis says so', () => {
  const history = historyOf([]);
  const { duration, downtime } = forecastMigration(
    { strategy: 'warm', capacityBytes: 100 * gib, boots: true },
    history,
  );
  expect(basisOf(history)).toEqual({ migrations: 0, copies: 0, shutdowns: 0, finals: 0, verifications: 0, boots: 0 });
  expect(duration.medianMs - downtime.medianMs).toBeGreaterThan(900_000);
  expect(downtime.p90Ms).toBeGreaterThan(downtime.medianMs);
});

test('copies are scaled from those that are nearest in size; a rate of the plan bounds them', () => {
  const history = historyOf(
    Array.from({ length: 8 }, () => completed(10, { baseline: 100, quiesce: 5, final: 4, verify: 10 })),
  );
  expect(basisOf(history)).toMatchObject({
    migrations: 8,
    copies: 8,
    shutdowns: 8,
    finals: 8,
    verifications: 8,
    boots: 0,
  });
  const planned = { strategy: 'warm', capacityBytes: 20 * gib, boots: false } as const;
  const { duration, downtime } = forecastMigration(planned, history);
  expect(downtime).toEqual({ medianMs: 29_000, p90Ms: 29_000 });
  expect(duration.medianMs).toBe(229_000);
  expect(forecastMigration({ ...planned, strategy: 'cold' }, history).downtime.medianMs).toBe(225_000);
  const slow = forecastMigration({ ...planned, bytesPerSecond: 20 * 1024 ** 2 }, history);
  expect(slow.duration.medianMs).toBe(29_000 + 1_024_000);
});

test('a larger VM never takes less, and nine tenths never less than half', () => {
  const past = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 9000 })), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(past, fc.integer({ min: 1, max: 2000 }), fc.constantFrom('warm', 'cold'), (runs, size, strategy) => {
      const history = historyOf(runs.map(([bytes, seconds]) => completed(bytes, { baseline: seconds, quiesce: 5 })));
      const of = (gibibytes: number) =>
        forecastMigration({ strategy, capacityBytes: gibibytes * gib, boots: true }, history);
      const [one, double] = [of(size), of(2 * size)];
      expect(double.duration.medianMs).toBeGreaterThanOrEqual(one.duration.medianMs);
      for (const { medianMs, p90Ms } of [one.duration, one.downtime]) expect(p90Ms).toBeGreaterThanOrEqual(medianMs);
      expect(one.duration.medianMs).toBeGreaterThanOrEqual(one.downtime.medianMs);
    }),
  );
});
