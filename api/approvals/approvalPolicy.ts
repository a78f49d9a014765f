import type { ApprovalAction } from '../../contract/approval.ts';
import type { CommandName, Migration } from '../../contract/migration.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import type { Project } from '../../contract/project.ts';

type Policy = Pick<Project, 'name' | 'approveCutover' | 'approveDeletion'>;

/** Commands that a policy may hold back: the first two shut the source down, the others delete what was made. */
const heldBack: Partial<Record<CommandName, keyof Policy>> = {
  cutover: 'approveCutover',
  schedule: 'approveCutover',
  cancel: 'approveDeletion',
  rollback: 'approveDeletion',
};

/** The approval that a command needs in this project; null: none. */
export function approvalFor(policy: Policy, name: CommandName): ApprovalAction | null {
  const rule = heldBack[name];
  return rule !== undefined && policy[rule] ? (name as ApprovalAction) : null;
}

/**
 * Why a plan would shut its VM down without a second person, in a project that wants one; null: it would not. A time
 * is asked for separately (`askForTime`), so it is no reason.
 */
export function unattended(policy: Policy, plan: Pick<MigrationPlan, 'cutover'>, strategy: string): string | null {
  if (!policy.approveCutover) return null;
  const wants = `The project ${policy.name} wants a second person for each cutover`;
  if (strategy === 'cold') return `${wants}, and a cold migration shuts its VM down as it begins.`;
  if (plan.cutover.mode === 'auto') return `${wants}, and this plan cuts over by itself.`;
  return null;
}

/** The same for the corrected plan of a retry, which may keep what it was started with. */
export function unattendedRetry(policy: Policy, { plan }: Migration, edited: MigrationPlan): string | null {
  if (!policy.approveCutover || edited.cutover.mode === 'manual') return null;
  if (JSON.stringify(edited.cutover) === JSON.stringify(plan.cutover)) return null;
  return `The project ${policy.name} wants a second person for each cutover: a retry may not set its time.`;
}
