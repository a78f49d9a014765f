import { paths } from '../../api/paths.ts';

const pages: Record<string, (id: string) => string> = {
  migration: paths.migration,
  plan: paths.plan,
  connection: () => paths.connections,
  preset: () => paths.presets,
  schedule: () => paths.schedules,
  user: () => paths.access,
  groupRole: () => paths.access,
  approval: () => paths.approvals,
  settings: () => paths.settings,
  keys: () => paths.settings,
};

/** The page of what an event is about, or the one that lists it; null: there is none. It may be gone by now. */
export function subjectPage(subject: string): string | null {
  const [kind = '', ...id] = subject.split('/');
  return Object.hasOwn(pages, kind) ? (pages[kind]?.(encodeURIComponent(id.join('/'))) ?? null) : null;
}
