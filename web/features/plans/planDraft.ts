import type { BulkPlan, BulkPlanInput } from '../../../contract/bulkPlan.ts';
import { policyOf, textOfPolicy, type WrongCutover, wrongCutover } from './cutoverText.ts';

type Settings = BulkPlan['settings'];

/** What is edited of a plan beside its VMs. */
export type PlanDraft = {
  name: string;
  presetId: string;
  strategy: 'warm' | 'cold';
  /** As in cutoverText. */
  cutover: string;
  /** Settings that the form does not show; an edit keeps them. */
  settings: Omit<Settings, 'strategy' | 'cutover'> & Record<string, unknown>;
};

export function draftOf({ name, presetId, settings: { strategy, cutover, ...settings } }: BulkPlan): PlanDraft {
  return { name, presetId, strategy, cutover: textOfPolicy(cutover), settings };
}

export function changeOf({ name, presetId, strategy, cutover, settings }: PlanDraft) {
  const policy = policyOf(cutover) ?? { mode: 'manual' as const };
  return { name: name.trim(), presetId, settings: { ...(settings as Settings), strategy, cutover: policy } };
}

/** A plan of its own, with defaults where the form has no field. */
export function inputOf({ name, presetId, strategy, cutover }: Omit<PlanDraft, 'settings'>) {
  const policy = policyOf(cutover) ?? { mode: 'manual' as const };
  return { name: name.trim(), presetId, settings: { strategy, cutover: policy } } satisfies Partial<
    Record<keyof BulkPlanInput, unknown>
  >;
}

export type WrongField = 'name' | 'preset' | WrongCutover;

/** What is missing or cannot be, before anything is sent. */
export function wrongFields({ name, presetId, cutover }: Omit<PlanDraft, 'settings'>): WrongField[] {
  const wrong: WrongField[] = [];
  if (name.trim() === '') wrong.push('name');
  if (presetId === '') wrong.push('preset');
  const cutoverIs = wrongCutover(cutover);
  if (cutoverIs !== null) wrong.push(cutoverIs);
  return wrong;
}
