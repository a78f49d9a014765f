import type { Migration } from '../../contract/migration.ts';
import type { TimelineEntry } from '../../contract/timeline.ts';

/** A migration's story, oldest first. What happened at the same moment stays in the order of cause. */
export function timelineOf(migration: Migration): TimelineEntry[] {
  const entry = (
    at: string,
    kind: TimelineEntry['kind'],
    name: string,
    detail: string,
    actor: string | null = null,
  ) => ({
    ...{ at, kind, name, actor, detail },
  });
  const requested = `${migration.plan.strategy} migration of ${migration.vm.name}`;
  const entries = [entry(migration.createdAt, 'request', 'request', requested, migration.requestedBy)];
  for (const { name, startedAt, endedAt, ms, attempts } of migration.stages) {
    entries.push(entry(startedAt, 'stage-started', name, `${name} began`));
    const tries = attempts > 1 ? ` at attempt ${attempts}` : '';
    if (endedAt !== null) entries.push(entry(endedAt, 'stage-ended', name, `${name} took ${ms ?? 0} ms${tries}`));
  }
  for (const disk of migration.disks) {
    if (disk.earlier !== undefined) {
      const { rounds, changedBytes, readBytes, writtenBytes, endedAt } = disk.earlier;
      const bytes = `${changedBytes} bytes changed, ${readBytes} read, ${writtenBytes} written`;
      entries.push(entry(endedAt, 'round', 'delta', `${disk.label}: ${rounds} rounds up to here: ${bytes}`));
    }
    for (const { endedAt, kind, changedBytes, readBytes, writtenBytes } of disk.rounds) {
      const bytes = `${changedBytes} bytes changed, ${readBytes} read, ${writtenBytes} written`;
      entries.push(entry(endedAt, 'round', kind, `${disk.label}: ${bytes}`));
    }
  }
  for (const { at, name, actor } of migration.commands) entries.push(entry(at, 'command', name, name, actor));
  const { parked, endedAt, status } = migration;
  if (parked !== null) entries.push(entry(parked.since, 'parked', parked.code, parked.message));
  if (endedAt !== null) entries.push(entry(endedAt, 'ended', status, `The migration is ${status}.`));
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
