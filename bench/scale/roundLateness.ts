/** A delta round that has ended. Times are milliseconds since the epoch. */
export interface EndedRound {
  migrationId: string;
  endedAt: number;
}

export interface Lateness {
  rounds: number;
  /** Rounds that there would be if none were late. */
  due: number;
  p50Ms: number;
  p95Ms: number;
  mostMs: number;
}

/**
 * How long after they were due rounds had ended, their own time counted: a round is due one interval after the end of
 * the one before. A run whose next round is overdue counts with what it is late by now.
 * @param rounds baselines and deltas, in any order
 */
export function latenessOf(
  rounds: readonly EndedRound[],
  window: { from: number; to: number; intervalMs: number },
): Lateness {
  const { from, to, intervalMs } = window;
  const late: number[] = [];
  let done = 0;
  let due = 0;
  for (const own of Map.groupBy(rounds, ({ migrationId }) => migrationId).values()) {
    const ends = own.map(({ endedAt }) => endedAt).toSorted((a, b) => a - b);
    due += (to - from) / intervalMs;
    for (const [index, end] of ends.entries()) {
      const before = ends[index - 1];
      if (before === undefined || end < from || end > to) continue;
      done += 1;
      late.push(end - before - intervalMs);
    }
    const last = ends.findLast((end) => end <= to);
    if (last !== undefined && to - last > intervalMs) late.push(to - last - intervalMs);
  }
  const [p50Ms, p95Ms, mostMs] = percentiles(late, [0.5, 0.95, 1]);
  return { rounds: done, due, p50Ms: p50Ms ?? 0, p95Ms: p95Ms ?? 0, mostMs: mostMs ?? 0 };
}

/** Rounds lag once one of twenty is later than a tenth of the interval, and than what a round itself takes. */
export function lags({ p95Ms }: Lateness, intervalMs: number, ownMs: number): boolean {
  return p95Ms > Math.max(intervalMs / 10, ownMs);
}

/** The values that so many of all do not exceed; empty: zeros. */
export function percentiles(values: readonly number[], shares: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return shares.map((share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
}
