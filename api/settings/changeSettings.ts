import { isDeepStrictEqual } from 'node:util';
import { defaultSettings, type SettingKey, type Settings, settingKeys } from '../../contract/settings.ts';
import type { Database } from '../../prisma/database.ts';
import { addSettingChange, settingsRevision } from '../../prisma/queries/settingChanges.ts';
import { lockSettings, readSetValues, removeSetting, writeSetting } from '../../prisma/queries/settings.ts';
import { audit, type Editor } from '../http/author.ts';

/** What becomes of a setting: a value, or its default. */
type Edits = Partial<Settings> | { reset: SettingKey };

/**
 * Changes settings, and tells history and audit trail in the same transaction. What already is as wanted is no change.
 * @throws ApiError version.changed
 */
export function changeSettings(database: Database, edits: Edits, author: Editor): Promise<Settings> {
  return database.prisma.$transaction(async (queries) => {
    await lockSettings(queries);
    author.versions.demand(await settingsRevision(queries));
    const set = await readSetValues(queries);
    const wanted = 'reset' in edits ? without(set, edits.reset) : { ...set, ...edits };
    const [before, after] = [set, wanted].map((values) => ({ ...defaultSettings, ...values }));
    const changed = settingKeys.filter((key) => !isDeepStrictEqual(set[key], wanted[key]));
    for (const key of changed) {
      if (key in wanted) await writeSetting(queries, { key, value: wanted[key] }, author.actor.name);
      else await removeSetting(queries, key);
      await addSettingChange(queries, {
        ...{ actor: author.actor.name, correlationId: author.correlationId, key },
        ...{ before: before?.[key], after: after?.[key], reset: !(key in wanted) },
      });
    }
    if (changed.length > 0) {
      const states = { before: pick(before, changed), after: pick(after, changed) };
      await audit(queries, author, { action: 'settings.update', subject: 'settings', ...states });
    }
    author.versions.show(await settingsRevision(queries));
    return { ...defaultSettings, ...wanted };
  });
}

function without(values: Partial<Settings>, key: SettingKey): Partial<Settings> {
  const { [key]: _, ...rest } = values;
  return rest;
}

function pick(values: Settings | undefined, keys: SettingKey[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, values?.[key] ?? null]));
}
