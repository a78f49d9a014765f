import { z } from 'zod';
import type { settingsRoutes } from '../../contract/routes/settings.ts';
import { settingEntries } from '../../contract/settingEntry.ts';
import { defaultSettings, type SettingKey } from '../../contract/settings.ts';
import { lastSettingChanges, listSettingChanges, settingsRevision } from '../../prisma/queries/settingChanges.ts';
import { readSetValues } from '../../prisma/queries/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { changeSettings } from './changeSettings.ts';

const position = z.object({ before: z.string().regex(/^\d{1,18}$/) });

export function settingsHandlers({ database }: ApiDependencies): HandlersOf<typeof settingsRoutes> {
  const { prisma } = database;

  /** Values and the revision that they belong to. */
  const current = () =>
    prisma.$transaction(
      async (queries) => {
        const revision = await settingsRevision(queries);
        return { revision, set: await readSetValues(queries), last: await lastSettingChanges(queries) };
      },
      { isolationLevel: 'RepeatableRead' },
    );

  return {
    async getSettings({ versions }) {
      const { revision, set } = await current();
      versions.show(revision);
      return { ...defaultSettings, ...set };
    },
    async listSettings({ versions }) {
      const { revision, set, last } = await current();
      versions.show(revision);
      const keys = new Set(Object.keys(set) as SettingKey[]);
      return { revision, items: settingEntries({ ...defaultSettings, ...set }, keys, last) };
    },
    updateSettings: ({ body, ...author }) => changeSettings(database, body, author),
    resetSetting: ({ params, ...author }) => changeSettings(database, { reset: params.key }, author),
    async listSettingChanges({ query: { key, cursor, limit } }) {
      const after = decodeCursor(cursor, position);
      const before = after === undefined ? undefined : BigInt(after.before);
      const rows = await listSettingChanges(prisma, { key, before, limit: limit + 1 });
      return pageOf(rows, limit, ({ id }) => ({ before: id }));
    },
  };
}
