import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeltaSituation, decideDelta } from './deltaLoop.ts';

const base: DeltaSituation = {
  policy: { mode: 'manual' },
  now: 1_000_000,
  rounds: 1,
  minimumRounds: 1,
  intervalMs: 60_000,
  lastRoundEndedAt: 990_000,
  forecastDowntimeMs: 30_000,
  commandedAt: null,
};

describe('what a warm migration does next', () => {
  test('manual: waits for the rest of the interval, then copies, and never cuts over by itself', () => {
    expect(decideDelta(base)).toEqual({ do: 'wait', ms: 50_000 });
    expect(decideDelta({ ...base, now: 1_050_000 })).toEqual({ do: 'delta' });
  });

  test('a command cuts over at its time and not before', () => {
    expect(decideDelta({ ...base, commandedAt: 1_000_000 })).toEqual({ do: 'cutover' });
    expect(decideDelta({ ...base, commandedAt: 1_020_000 })).toEqual({ do: 'wait', ms: 20_000 });
  });

  test('a command overrules the policy: later than auto would, earlier than the minimum of rounds', () => {
    const auto = { ...base, policy: { mode: 'auto' as const } };
    expect(decideDelta({ ...auto, commandedAt: 2_000_000 }).do).not.toBe('cutover');
    expect(decideDelta({ ...auto, rounds: 0, commandedAt: 1 })).toEqual({ do: 'cutover' });
  });

  test('auto: after the minimum of rounds, and within the budget when there is one', () => {
    expect(decideDelta({ ...base, policy: { mode: 'auto' } })).toEqual({ do: 'cutover' });
    expect(decideDelta({ ...base, rounds: 0, policy: { mode: 'auto' } }).do).toBe('wait');
    expect(decideDelta({ ...base, policy: { mode: 'auto', downtimeBudgetSeconds: 31 } })).toEqual({ do: 'cutover' });
    expect(decideDelta({ ...base, policy: { mode: 'auto', downtimeBudgetSeconds: 29 } }).do).toBe('wait');
    expect(
      decideDelta({ ...base, forecastDowntimeMs: null, policy: { mode: 'auto', downtimeBudgetSeconds: 99 } }).do,
    ).toBe('wait');
  });

  test('at: within its window and not after it, unless an operator says so', () => {
    const at = (from: number, until: number) => ({
      ...{ mode: 'at' as const, at: new Date(from).toISOString(), until: new Date(until).toISOString() },
    });
    expect(decideDelta({ ...base, policy: at(1_020_000, 1_040_000) })).toEqual({ do: 'wait', ms: 20_000 });
    expect(decideDelta({ ...base, policy: at(900_000, 1_000_001) })).toEqual({ do: 'cutover' });
    const missed = { ...base, policy: at(900_000, 1_000_000) };
    expect(decideDelta(missed)).toEqual({ do: 'wait', ms: 50_000 });
    expect(decideDelta({ ...missed, commandedAt: 999_999 })).toEqual({ do: 'cutover' });
  });

  test('a wait always ends before the next round or the cutover is due, and is never zero', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.option(fc.integer({ min: 0, max: 2e9 })),
        (now, intervalMs, commandedAt) => {
          const decision = decideDelta({
            ...base,
            now,
            intervalMs,
            lastRoundEndedAt: Math.max(0, now - 10),
            commandedAt,
          });
          if (decision.do !== 'wait') return;
          expect(decision.ms).toBeGreaterThan(0);
          expect(decision.ms).toBeLessThanOrEqual(intervalMs);
          if (commandedAt !== null) expect(now + decision.ms).toBeLessThanOrEqual(commandedAt);
        },
      ),
    );
  });
});
