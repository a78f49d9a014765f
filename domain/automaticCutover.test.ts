import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AutomaticCutover, obstacles } from './automaticCutover.ts';
import { decideDelta } from './deltaLoop.ts';
import { cutoverWaits } from './waitFinding.ts';

const time = fc.integer({ min: 0, max: 100_000 });
const iso = (at: number) => new Date(at).toISOString();
const situations = fc
  .record({
    now: time,
    rounds: fc.integer({ min: 0, max: 3 }),
    minimumRounds: fc.integer({ min: 0, max: 3 }),
    forecastDowntimeMs: fc.option(time),
    budget: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    opens: fc.option(time, { nil: undefined }),
    closes: fc.option(time, { nil: undefined }),
  })
  .map(({ budget, opens, closes, ...known }) => ({
    ...{ budget, opens, closes },
    situation: {
      ...known,
      policy: {
        mode: 'auto' as const,
        ...(budget === undefined ? {} : { downtimeBudgetSeconds: budget }),
        ...(opens === undefined ? {} : { at: iso(opens) }),
        ...(closes === undefined ? {} : { until: iso(closes) }),
      },
    } satisfies AutomaticCutover,
  }));
const loop = { intervalMs: 60_000, commandedAt: null };

test('it cuts over by itself exactly where the forecast fits the budget, and now and its end lie in the window', () => {
  fc.assert(
    fc.property(situations, ({ situation, budget, opens, closes }) => {
      const { now, rounds, minimumRounds, forecastDowntimeMs: downtime } = situation;
      const fits =
        rounds >= minimumRounds &&
        (budget === undefined || (downtime !== null && downtime <= budget * 1000)) &&
        now >= (opens ?? 0) &&
        (closes === undefined || (now < closes && downtime !== null && now + downtime <= closes));
      const decision = decideDelta({ ...situation, ...loop, lastRoundEndedAt: now });
      expect(decision.do === 'cutover').toBe(fits);
      expect(obstacles(situation).length === 0).toBe(fits);
    }),
    { numRuns: 2000 },
  );
});

test('a wait ends when the window opens or closes, and says what for until it is closed', () => {
  fc.assert(
    fc.property(situations, ({ situation, opens, closes }) => {
      const { now } = situation;
      const decision = decideDelta({ ...situation, ...loop, lastRoundEndedAt: now });
      if (decision.do !== 'wait') return;
      expect(decision.ms).toBeGreaterThan(0);
      for (const edge of [opens, closes]) {
        if (edge !== undefined && edge > now) expect(now + decision.ms).toBeLessThanOrEqual(edge);
      }
      const closed = closes !== undefined && now >= closes;
      expect(cutoverWaits('app', obstacles(situation)) === null).toBe(closed);
    }),
  );
});

test('all that it waits for is told, with numbers', () => {
  const waiting = obstacles({
    policy: { mode: 'auto', downtimeBudgetSeconds: 60, at: iso(10_000), until: iso(50_000) },
    ...{ now: 5000, rounds: 1, minimumRounds: 2, forecastDowntimeMs: 70_400 },
  });
  expect(cutoverWaits('app', waiting)?.evidence).toBe(
    'It goes on copying what changes and does not cut over by itself yet: 1 of 2 delta rounds are done; its window opens at 1970-01-01T00:00:10.000Z; 90 % of cutovers would take up to 71 s, the budget is 60 s; it could last until 1970-01-01T00:01:20.400Z, and its window closes at 1970-01-01T00:00:50.000Z.',
  );
});

test("an operator's time goes before the window, and may lie outside of it", () => {
  const policy = { mode: 'auto' as const, at: iso(10_000), until: iso(20_000) };
  const known = { policy, rounds: 0, minimumRounds: 1, forecastDowntimeMs: null, intervalMs: 60_000 };
  expect(decideDelta({ ...known, now: 30_000, lastRoundEndedAt: 30_000, commandedAt: 30_000 }).do).toBe('cutover');
  expect(decideDelta({ ...known, now: 5000, lastRoundEndedAt: 5000, commandedAt: 30_000 })).toEqual({
    ...{ do: 'wait', ms: 25_000 },
  });
});
