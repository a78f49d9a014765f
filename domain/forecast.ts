import type { Forecast, Round } from '../contract/migration.ts';
import { type DurationSamples, verifyDurations, withAssumed } from './durations.ts';
import { quantile, sumOf, type Weighted } from './quantiles.ts';

/** What is known when the question is asked: "if you cut over now?" */
export interface ForecastInputs {
  at: string;
  /** Rounds of every disk so far: the first, and the newest. */
  rounds: Round[][];
  /** Over every round of each disk. Absent: over those that are given. */
  totals?: Pick<Round, 'readBytes' | 'ms'>[];
  /** Milliseconds since the last snapshot was taken. */
  sinceSnapshotMs: number;
  /** Milliseconds between the last two snapshots; null before the second. */
  lastIntervalMs: number | null;
  /** Of migrations between the same two places that have ended. */
  history: DurationSamples;
  /** Whether the target is started. */
  boots: boolean;
  capacityBytes: number;
}

/**
 * Downtime if the cutover began now: shutdown, what is dirty by then over the measured rate, reading the target back,
 * boot. Each part is a distribution, of what was measured before and of the churn of the rounds so far; the forecast
 * tells the middle and the 90 % value of their sum. Null before the baseline has ended.
 */
export function forecastDowntime(inputs: ForecastInputs): Forecast | null {
  const done = inputs.rounds.filter((rounds) => rounds.length > 0);
  if (done.length === 0 || done.length < inputs.rounds.length) return null;
  const { history, capacityBytes } = inputs;
  const bytesPerSecond = measuredRate(inputs.totals ?? done.map(totalOf));
  const shutdown = withAssumed(history.shutdownMs, 'shutdownMs');
  const overhead = withAssumed(history.roundOverheadMs, 'roundOverheadMs');
  const verify = verifyDurations(history.verify, capacityBytes);
  const boot = inputs.boots ? withAssumed(history.bootMs, 'bootMs') : [];
  const untilOffMs = inputs.sinceSnapshotMs + quantile(shutdown, 0.5);
  const churns = churnsPerMs(done, inputs.lastIntervalMs);
  const dirty = churns.map(({ value, weight }) => ({ value: Math.min(capacityBytes, value * untilOffMs), weight }));
  const copying = dirty.map(({ value, weight }) => ({ value: (value / bytesPerSecond) * 1000, weight }));
  const total = sumOf([shutdown, overhead, copying, verify, boot]);
  const middle = (part: Weighted[]) => Math.round(quantile(part, 0.5));
  return {
    at: inputs.at,
    downtimeMs: middle(total),
    downtimeP90Ms: Math.round(quantile(total, 0.9)),
    parts: {
      shutdownMs: middle(shutdown),
      finalDeltaMs: middle(sumOf([overhead, copying])),
      verifyMs: middle(verify),
      bootMs: middle(boot),
    },
    basedOn: Math.min(history.shutdownMs.length, inputs.boots ? history.bootMs.length : Number.MAX_SAFE_INTEGER),
    dirtyBytes: middle(dirty),
    bytesPerSecond: Math.round(bytesPerSecond),
    churn: {
      bytesPerSecond: Math.round(quantile(churns, 0.5) * 1000),
      bytesPerSecondP90: Math.round(quantile(churns, 0.9) * 1000),
      capacityBytes,
    },
    converging: converges(done, inputs.lastIntervalMs, bytesPerSecond),
  };
}

/** Bytes per second over every round that read something; disks are read side by side, so their rates add up. */
function measuredRate(disks: Pick<Round, 'readBytes' | 'ms'>[]): number {
  return Math.max(1, sum(disks.map(({ readBytes, ms }) => (ms > 0 ? (readBytes / ms) * 1000 : 0))));
}

function totalOf(rounds: Round[]): Pick<Round, 'readBytes' | 'ms'> {
  return { readBytes: sum(rounds.map((round) => round.readBytes)), ms: sum(rounds.map((round) => round.ms)) };
}

/** Churn of each delta so far; the last one counts most, because guests change their habits. */
function churnsPerMs(disks: Round[][], lastIntervalMs: number | null): Weighted[] {
  const deltas = Math.min(...disks.map((rounds) => rounds.length - 1));
  if (deltas < 1 || !lastIntervalMs) return [{ value: 0, weight: 1 }];
  const changed = (back: number) => sum(disks.map((rounds) => rounds.at(-back)?.changedBytes ?? 0));
  const found = [{ value: changed(1) / lastIntervalMs, weight: deltas }];
  for (let back = 2; back <= Math.min(deltas, 20); back += 1) {
    const interval = endOf(disks, back) - endOf(disks, back + 1);
    if (interval > 0) found.push({ value: changed(back) / interval, weight: 1 });
  }
  return found;
}

function endOf(disks: Round[][], back: number): number {
  return Math.max(...disks.map((rounds) => Date.parse(rounds.at(-back)?.endedAt ?? '')));
}

function converges(disks: Round[][], lastIntervalMs: number | null, bytesPerSecond: number): boolean {
  const changed = (back: number) =>
    sum(disks.map((rounds) => (rounds.length > back ? (rounds.at(-back)?.changedBytes ?? 0) : 0)));
  const churnPerMs = lastIntervalMs ? changed(1) / lastIntervalMs : 0;
  return churnPerMs * 1000 < bytesPerSecond && (changed(2) === 0 || changed(1) <= changed(2) * 1.5);
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
