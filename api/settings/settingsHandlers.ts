import { createHash } from 'node:crypto';
import type { settingsRoutes } from '../../contract/routes/settings.ts';
import type { Settings } from '../../contract/settings.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import { lockSettings, readSettings, writeSettings } from '../../prisma/queries/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { HandlersOf } from '../http/handlers.ts';

export function settingsHandlers({ database }: ApiDependencies): HandlersOf<typeof settingsRoutes> {
  return {
    async getSettings({ versions }) {
      const settings = await readSettings(database.prisma);
      versions.show(versionOf(settings));
      return settings;
    },
    updateSettings: ({ body, actor, correlationId, versions }) =>
      database.prisma.$transaction(async (queries) => {
        await lockSettings(queries);
        const before = await readSettings(queries);
        versions.demand(versionOf(before));
        await writeSettings(queries, body, actor.name);
        const after = await readSettings(queries);
        await addAuditEvent(queries, {
          actor: actor.name,
          action: 'settings.update',
          subject: 'settings',
          detail: { before: { ...before }, after: { ...after } },
          correlationId,
        });
        versions.show(versionOf(after));
        return after;
      }),
  };
}

/** Of the content: settings are rows of their own, each with its default, and have no revision together. */
function versionOf(settings: Settings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}
