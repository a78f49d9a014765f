import type { TFunction } from 'i18next';
import { type Role, roleSchema } from '../../../contract/permission.ts';

/** Stands for no role of the instance: what the grants in projects say alone. */
const none = 'none';

export function roleChoices(t: TFunction): { value: string; label: string }[] {
  return ([...roleSchema.options, none] as const).map((value) => ({ value, label: t(`session.role.${value}`) }));
}

export function choiceOf(role: Role | null): string {
  return role ?? none;
}

export function roleOf(choice: string): Role | null {
  return choice === none ? null : roleSchema.parse(choice);
}
