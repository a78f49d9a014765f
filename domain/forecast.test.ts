import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Round } from '../contract/migration.ts';
import { noSamples, withAssumed } from './durations.ts';
import { type ForecastInputs, forecastDowntime } from './forecast.ts';
import { forecastFindings } from './forecastFindings.ts';
import { quantile, sumOf } from './quantiles.ts';

const round = (changedBytes: number, readBytes: number, ms: number, endedAt = '2026-11-22T00:00:00Z'): Round => ({
  round: 0,
  kind: 'delta',
  changedBytes,
  readBytes,
  writtenBytes: readBytes,
  ms,
  endedAt,
  changeId: null,
  root: null,
  full: false,
});
const times = (value: number, count: number) => Array.from({ length: count }, () => value);

const inputs: ForecastInputs = {
  at: '2026-11-22T00:00:00Z',
  rounds: [[round(1000, 1_000_000, 1000), round(100_000, 100_000, 100)]],
  sinceSnapshotMs: 5000,
  lastIntervalMs: 10_000,
  history: {
    shutdownMs: times(20_000, 10),
    roundOverheadMs: times(3000, 10),
    verify: times(0, 10).map(() => ({ bytes: 1_000_000, ms: 1000 })),
    bootMs: [...times(30_000, 9), 90_000],
  },
  boots: true,
  capacityBytes: 10_000_000,
};

describe('downtime if the cutover began now', () => {
  test('adds what was measured: shutdown, final delta, reading back and boot', () => {
    const forecast = forecastDowntime(inputs);
    // 100,000 bytes in 10 s of churn, 25 s until the guest is off, at 1 MB/s; ten times the bytes to read back.
    expect(forecast?.dirtyBytes).toBe(250_000);
    expect(forecast?.bytesPerSecond).toBe(1_000_000);
    expect(forecast?.parts).toEqual({ shutdownMs: 20_000, finalDeltaMs: 3250, verifyMs: 10_000, bootMs: 30_000 });
    expect(forecast?.downtimeMs).toBe(63_250);
    expect(forecast?.basedOn).toBe(10);
    expect(forecast?.converging).toBe(true);
  });

  test('the rate is that of all rounds, also of those that are no longer listed', () => {
    const totals = [{ readBytes: 9_000_000, ms: 3000 }];
    expect(forecastDowntime({ ...inputs, totals })?.bytesPerSecond).toBe(3_000_000);
  });

  test('the 90 % value knows the slow ones', () => {
    const slow = { ...inputs.history, bootMs: [...times(30_000, 8), ...times(90_000, 2)] };
    expect(forecastDowntime({ ...inputs, history: slow })).toMatchObject({
      downtimeMs: 63_250,
      downtimeP90Ms: 123_250,
    });
  });

  test('assumes until it has measured, less with each measurement', () => {
    const quick = { ...noSamples, shutdownMs: [2000], bootMs: [3000], roundOverheadMs: [500] };
    const few = forecastDowntime({ ...inputs, history: quick });
    const none = forecastDowntime({ ...inputs, history: noSamples });
    const many = forecastDowntime({
      ...inputs,
      history: { ...noSamples, shutdownMs: times(2000, 5), bootMs: times(3000, 5), roundOverheadMs: times(500, 5) },
    });
    expect(few?.downtimeMs).toBeLessThan(none?.downtimeMs ?? 0);
    expect(many?.downtimeMs).toBeLessThan(few?.downtimeMs ?? 0);
    expect(many?.downtimeP90Ms).toBe(many?.downtimeMs);
  });

  test('a target that is not started costs no boot', () => {
    expect(forecastDowntime({ ...inputs, boots: false })?.parts.bootMs).toBe(0);
  });

  test('says nothing before every disk has its baseline', () => {
    expect(forecastDowntime({ ...inputs, rounds: [[round(1, 1, 1)], []] })).toBeNull();
    expect(forecastDowntime({ ...inputs, rounds: [] })).toBeNull();
  });

  test('a guest that writes faster than it is copied does not converge, and the operator is told his options', () => {
    const busy = [round(0, 1_000_000, 1000), round(20_000_000, 20_000_000, 20_000)];
    const forecast = forecastDowntime({ ...inputs, rounds: [busy] });
    expect(forecast?.converging).toBe(false);
    expect(forecastFindings('app', forecast, { mode: 'manual' }).map(({ code }) => code)).toEqual([
      'cutover.not-converging',
    ]);
    expect(forecastFindings('app', forecastDowntime(inputs), { mode: 'manual' })).toEqual([]);
  });

  test('a budget below what no delta can shorten is told', () => {
    const policy = { mode: 'auto', downtimeBudgetSeconds: 30 } as const;
    expect(forecastFindings('app', forecastDowntime(inputs), policy)[0]?.code).toBe('cutover.budget-missed');
    expect(forecastFindings('app', forecastDowntime(inputs), { ...policy, downtimeBudgetSeconds: 90 })).toEqual([]);
  });

  test('no more can be dirty than there is', () => {
    const busy = [round(0, 1000, 1), round(1_000_000_000, 1000, 1)];
    expect(forecastDowntime({ ...inputs, rounds: [busy] })?.dirtyBytes).toBe(inputs.capacityBytes);
  });
});

describe('distributions', () => {
  const samples = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 30 });

  test('a quantile is one of the values and rises with its share', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const weighted = values.map((value) => ({ value, weight: 1 }));
        expect(values).toContain(quantile(weighted, share));
        expect(quantile(weighted, share)).toBeLessThanOrEqual(quantile(weighted, 1));
      }),
    );
  });

  test('a sum lies between the sums of the least and the most', () => {
    fc.assert(
      fc.property(fc.array(samples, { minLength: 1, maxLength: 4 }), (parts) => {
        const total = sumOf(parts.map((values) => values.map((value) => ({ value, weight: 1 }))));
        const bound = (pick: (values: number[]) => number) => parts.reduce((all, values) => all + pick(values), 0);
        expect(quantile(total, 0)).toBeGreaterThanOrEqual(bound((values) => Math.min(...values)));
        expect(quantile(total, 1)).toBeLessThanOrEqual(bound((values) => Math.max(...values)));
      }),
    );
  });

  test('from five measurements on nothing is assumed', () => {
    expect(withAssumed(times(1, 5), 'bootMs').filter(({ weight }) => weight > 0)).toHaveLength(5);
    expect(withAssumed([], 'bootMs').every(({ weight }) => weight === 1)).toBe(true);
  });
});
