import type { CutoverPolicy } from '../contract/plan.ts';

/** When a policy lets a cutover begin by itself. Milliseconds since the epoch; null: no bound. */
export interface CutoverWindow {
  opensAt: number | null;
  closesAt: number | null;
}

/** Null: the policy has none. */
export function windowOf(policy: CutoverPolicy): CutoverWindow | null {
  if (policy.mode === 'manual' || (policy.at === undefined && policy.until === undefined)) return null;
  const moment = (iso: string | undefined) => (iso === undefined ? null : Date.parse(iso));
  return { opensAt: moment(policy.at), closesAt: moment(policy.until) };
}

/** Whether the time until which a cutover might begin is over: from then on an operator decides. */
export function windowMissed(policy: CutoverPolicy, now: number): boolean {
  const closesAt = windowOf(policy)?.closesAt ?? null;
  return closesAt !== null && now >= closesAt;
}
