import type { AuditEvent } from '../../../contract/audit.ts';

/** What the object is called that an event names by its id, as far as its states tell; null: they do not. */
export function subjectName({
  subject,
  before,
  after,
}: Pick<AuditEvent, 'subject' | 'before' | 'after'>): string | null {
  const name = [after, before].map(nameIn).find((found) => found !== null) ?? null;
  return name === null || subject.endsWith(`/${name}`) ? null : name;
}

function nameIn(state: unknown): string | null {
  const { name, subjectName, vm } = (state ?? {}) as { name?: unknown; subjectName?: unknown; vm?: { name?: unknown } };
  const found = name ?? subjectName ?? vm?.name;
  return typeof found === 'string' && found !== '' ? found : null;
}
