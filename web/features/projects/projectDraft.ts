import { type Project, type ProjectChange, type ProjectInput, projectInputSchema } from '../../../contract/project.ts';
import type { Version } from '../../edit/useVersionedEdit.ts';

/** What the form edits; numbers as they are typed. */
export type ProjectDraft = Omit<ProjectInput, 'approvalHours'> & { approvalHours: string };

/** What may be agreed on besides the name. */
export const policies = ['approveCutover', 'approveDeletion', 'ownOnly'] as const;

export const emptyProject: ProjectDraft = {
  ...{ name: '', approveCutover: false, approveDeletion: false, approvalHours: '24', ownOnly: false },
};

export function versionOf(project: Project): Version<ProjectDraft> {
  const { name, approveCutover, approveDeletion, approvalHours, ownOnly, revision, updatedBy } = project;
  const fields = { name, approveCutover, approveDeletion, approvalHours: String(approvalHours), ownOnly };
  return { revision, by: updatedBy, fields };
}

export function inputOf(draft: ProjectDraft): ProjectInput {
  return { ...draft, name: draft.name.trim(), approvalHours: hoursOf(draft) };
}

/** What differs from what the edit began with. */
export function changeOf(draft: ProjectDraft, base: ProjectDraft): ProjectChange {
  const [wanted, before] = [inputOf(draft), inputOf(base)];
  const changed = Object.entries(wanted).filter(([field, value]) => value !== Reflect.get(before, field));
  return Object.fromEntries(changed);
}

export type WrongField = 'name' | 'approvalHours';

/** Fields that would be refused. */
export function wrongFields(draft: ProjectDraft): WrongField[] {
  const checked = projectInputSchema.safeParse(inputOf(draft));
  const paths = new Set(checked.error?.issues.map(({ path }) => path[0]));
  return (['name', 'approvalHours'] as const).filter((field) => paths.has(field));
}

function hoursOf({ approvalHours }: ProjectDraft): number {
  return /^\d{1,4}$/.test(approvalHours.trim()) ? Number(approvalHours) : Number.NaN;
}
