import type { LastChange, SettingChange } from '../../contract/settingEntry.ts';
import type { Queries } from '../database.ts';
import { jsonOf } from './settings.ts';

export type NewSettingChange = Omit<SettingChange, 'id' | 'at'> & { correlationId: string };

/** History is only ever added to: a trigger of the database refuses everything else. */
export async function addSettingChange(queries: Queries, change: NewSettingChange): Promise<void> {
  const { before, after, ...columns } = change;
  await queries.settingChange.create({ data: { ...columns, before: jsonOf(before), after: jsonOf(after) } });
}

/** Of all settings together: the number of the last change; 0 before the first. Read it where settings are locked. */
export async function settingsRevision(queries: Queries): Promise<number> {
  const { _max } = await queries.settingChange.aggregate({ _max: { id: true } });
  return Number(_max.id ?? 0);
}

/** Newest first. @param before only those older than the one with this id */
export async function listSettingChanges(
  queries: Queries,
  { key, before, limit }: { key: string | undefined; before: bigint | undefined; limit: number },
): Promise<SettingChange[]> {
  const rows = await queries.settingChange.findMany({
    where: { ...(key === undefined ? {} : { key }), ...(before === undefined ? {} : { id: { lt: before } }) },
    orderBy: { id: 'desc' },
    take: limit,
  });
  return rows.map(({ id, at, actor, key: name, before: old, after, reset }) => ({
    ...{ id: String(id), at: at.toISOString(), actor, key: name, before: old, after, reset },
  }));
}

/** By key of the setting. */
export async function lastSettingChanges(queries: Queries): Promise<Map<string, LastChange>> {
  const rows = await queries.settingChange.findMany({
    distinct: ['key'],
    orderBy: [{ key: 'asc' }, { id: 'desc' }],
    select: { key: true, at: true, actor: true },
  });
  return new Map(rows.map(({ key, at, actor }) => [key, { at: at.toISOString(), actor }]));
}
