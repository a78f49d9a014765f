import type { CutoverPolicy } from '../contract/plan.ts';

/** What a warm migration does between two rounds. Times are milliseconds since the epoch. */
export interface DeltaSituation {
  policy: CutoverPolicy;
  now: number;
  /** Delta rounds done. */
  rounds: number;
  minimumRounds: number;
  intervalMs: number;
  lastRoundEndedAt: number;
  forecastDowntimeMs: number | null;
  /** The operator's word: cut over at or after this time. Overrides the policy. */
  commandedAt: number | null;
}

export type DeltaDecision = { do: 'cutover' } | { do: 'delta' } | { do: 'wait'; ms: number };

export function decideDelta(situation: DeltaSituation): DeltaDecision {
  const { now, policy } = situation;
  const cutoverAt = situation.commandedAt ?? (windowMissed(policy, now) ? null : timeOf(policy));
  if (cutoverAt !== null && now >= cutoverAt) return { do: 'cutover' };
  if (situation.rounds < situation.minimumRounds) return waitFor(situation, cutoverAt);
  if (situation.commandedAt === null && policy.mode === 'auto' && fits(situation, policy.downtimeBudgetSeconds)) {
    return { do: 'cutover' };
  }
  return waitFor(situation, cutoverAt);
}

/** Whether the time until which a cutover might begin is over: from then on an operator decides. */
export function windowMissed(policy: CutoverPolicy, now: number): boolean {
  return policy.mode === 'at' && policy.until !== undefined && now >= Date.parse(policy.until);
}

function timeOf(policy: CutoverPolicy): number | null {
  return policy.mode === 'at' ? Date.parse(policy.at) : null;
}

function fits(situation: DeltaSituation, budgetSeconds: number | undefined): boolean {
  if (budgetSeconds === undefined) return true;
  return situation.forecastDowntimeMs !== null && situation.forecastDowntimeMs <= budgetSeconds * 1000;
}

function waitFor(situation: DeltaSituation, cutoverAt: number | null): DeltaDecision {
  const untilDelta = situation.lastRoundEndedAt + situation.intervalMs - situation.now;
  if (untilDelta <= 0) return { do: 'delta' };
  const untilCutover = cutoverAt === null ? Number.POSITIVE_INFINITY : cutoverAt - situation.now;
  return { do: 'wait', ms: Math.min(untilDelta, untilCutover) };
}
