import type { CutoverPolicy } from '../contract/plan.ts';
import { windowOf } from './cutoverWindow.ts';

/** What a cutover that begins by itself depends on. Times are milliseconds since the epoch. */
export interface AutomaticCutover {
  policy: CutoverPolicy;
  now: number;
  /** Delta rounds done. */
  rounds: number;
  minimumRounds: number;
  /** 90 % value; null: there is no forecast. */
  forecastDowntimeMs: number | null;
}

export type Obstacle =
  | { what: 'rounds'; done: number; needed: number }
  | { what: 'no-forecast' }
  | { what: 'budget'; forecastMs: number; budgetMs: number }
  | { what: 'opens-later'; at: number }
  | { what: 'ends-too-late'; at: number; closesAt: number }
  | { what: 'closed'; at: number };

/**
 * Why a policy `auto` does not cut over now; none: it does. The forecast has to fit the budget, and both now and its
 * end have to lie in the window: a VM that goes down in its window comes up in it.
 */
export function obstacles({ policy, now, rounds, minimumRounds, ...situation }: AutomaticCutover): Obstacle[] {
  if (policy.mode !== 'auto') return [];
  const { opensAt = null, closesAt = null } = windowOf(policy) ?? {};
  if (closesAt !== null && now >= closesAt) return [{ what: 'closed', at: closesAt }];
  const found: Obstacle[] = [];
  if (rounds < minimumRounds) found.push({ what: 'rounds', done: rounds, needed: minimumRounds });
  if (opensAt !== null && now < opensAt) found.push({ what: 'opens-later', at: opensAt });
  const budgetMs = policy.downtimeBudgetSeconds === undefined ? null : policy.downtimeBudgetSeconds * 1000;
  const forecastMs = situation.forecastDowntimeMs;
  if (forecastMs === null) {
    if (budgetMs !== null || closesAt !== null) found.push({ what: 'no-forecast' });
    return found;
  }
  if (budgetMs !== null && forecastMs > budgetMs) found.push({ what: 'budget', forecastMs, budgetMs });
  const endsAt = Math.max(now, opensAt ?? now) + forecastMs;
  if (closesAt !== null && endsAt > closesAt) found.push({ what: 'ends-too-late', at: endsAt, closesAt });
  return found;
}
