import type { CutoverPolicy } from '../contract/plan.ts';
import { type AutomaticCutover, obstacles } from './automaticCutover.ts';
import { windowMissed, windowOf } from './cutoverWindow.ts';

/** What a warm migration does between two rounds. Times are milliseconds since the epoch. */
export interface DeltaSituation extends AutomaticCutover {
  intervalMs: number;
  lastRoundEndedAt: number;
  /** The operator's word: cut over at or after this time. Overrides the policy. */
  commandedAt: number | null;
}

export type DeltaDecision = { do: 'cutover' } | { do: 'delta' } | { do: 'wait'; ms: number };

export function decideDelta(situation: DeltaSituation): DeltaDecision {
  const { now, policy } = situation;
  const cutoverAt = situation.commandedAt ?? (windowMissed(policy, now) ? null : timeOf(policy));
  if (cutoverAt !== null && now >= cutoverAt) return { do: 'cutover' };
  if (situation.commandedAt === null && policy.mode === 'auto' && obstacles(situation).length === 0) {
    return { do: 'cutover' };
  }
  const moments = cutoverAt === null ? edgesOf(policy) : [cutoverAt];
  return waitFor(situation, moments);
}

function timeOf(policy: CutoverPolicy): number | null {
  return policy.mode === 'at' ? Date.parse(policy.at) : null;
}

/** When an automatic cutover is to be thought over anew. */
function edgesOf(policy: CutoverPolicy): number[] {
  if (policy.mode !== 'auto') return [];
  const { opensAt = null, closesAt = null } = windowOf(policy) ?? {};
  return [opensAt, closesAt].filter((moment) => moment !== null);
}

/** Until the next round or the next of these moments. */
function waitFor({ now, lastRoundEndedAt, intervalMs }: DeltaSituation, moments: number[]): DeltaDecision {
  const untilDelta = lastRoundEndedAt + intervalMs - now;
  if (untilDelta <= 0) return { do: 'delta' };
  const untilMoments = moments.filter((moment) => moment > now).map((moment) => moment - now);
  return { do: 'wait', ms: Math.min(untilDelta, ...untilMoments) };
}
