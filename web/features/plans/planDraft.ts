import type { BulkPlan, BulkPlanInput } from '../../../contract/bulkPlan.ts';
import type { CutoverPolicy } from '../../../contract/plan.ts';

type Settings = BulkPlan['settings'];

/** What is edited of a plan beside its VMs. */
export type PlanDraft = {
  name: string;
  presetId: string;
  strategy: 'warm' | 'cold';
  /** One value, so that two edits of it are contested as a whole: `manual`, `at TIME`, `auto` or `auto SECONDS`. */
  cutover: string;
  /** Settings that the form does not show; an edit keeps them. */
  settings: Omit<Settings, 'strategy' | 'cutover'> & Record<string, unknown>;
};

export function draftOf({ name, presetId, settings: { strategy, cutover, ...settings } }: BulkPlan): PlanDraft {
  return { name, presetId, strategy, cutover: cutoverText(cutover), settings };
}

export function changeOf({ name, presetId, strategy, cutover, settings }: PlanDraft) {
  const policy = cutoverOf(cutover) ?? { mode: 'manual' as const };
  return { name: name.trim(), presetId, settings: { ...(settings as Settings), strategy, cutover: policy } };
}

/** A plan of its own, with defaults where the form has no field. */
export function inputOf({ name, presetId, strategy, cutover }: Omit<PlanDraft, 'settings'>) {
  const policy = cutoverOf(cutover) ?? { mode: 'manual' as const };
  return { name: name.trim(), presetId, settings: { strategy, cutover: policy } } satisfies Partial<
    Record<keyof BulkPlanInput, unknown>
  >;
}

export type WrongField = 'name' | 'preset' | 'cutoverAt' | 'budget';

/** What is missing or cannot be, before anything is sent. */
export function wrongFields({ name, presetId, cutover }: Omit<PlanDraft, 'settings'>): WrongField[] {
  const wrong: WrongField[] = [];
  if (name.trim() === '') wrong.push('name');
  if (presetId === '') wrong.push('preset');
  if (cutoverOf(cutover) === null) wrong.push(cutover.startsWith('at') ? 'cutoverAt' : 'budget');
  return wrong;
}

function cutoverText(cutover: CutoverPolicy): string {
  if (cutover.mode === 'at') return `at ${cutover.at}`;
  if (cutover.mode === 'auto' && cutover.downtimeBudgetSeconds) return `auto ${cutover.downtimeBudgetSeconds}`;
  return cutover.mode;
}

/** Null: it says no time, or no whole number of seconds. */
export function cutoverOf(text: string): CutoverPolicy | null {
  const [mode, value = ''] = text.split(' ');
  if (mode === 'at') return Number.isNaN(Date.parse(value)) ? null : { mode, at: new Date(value).toISOString() };
  if (mode !== 'auto') return { mode: 'manual' };
  if (value === '') return { mode };
  const downtimeBudgetSeconds = Number(value);
  return Number.isInteger(downtimeBudgetSeconds) && downtimeBudgetSeconds > 0 ? { mode, downtimeBudgetSeconds } : null;
}
