import { defaultProject } from '../../../contract/project.ts';

/** Where a new connection goes unless somebody says otherwise: where one looks, else `default`, else any that may be. */
export function homeOf(writable: readonly { id: string }[], chosen: string | null): string {
  const fits = (wanted: string | null) => writable.some(({ id }) => id === wanted);
  if (chosen !== null && fits(chosen)) return chosen;
  return fits(defaultProject) ? defaultProject : (writable[0]?.id ?? defaultProject);
}
