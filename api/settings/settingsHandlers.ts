import type { settingsRoutes } from '../../contract/routes/settings.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import { readSettings, writeSettings } from '../../prisma/queries/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { HandlersOf } from '../http/handlers.ts';

export function settingsHandlers({ database }: ApiDependencies): HandlersOf<typeof settingsRoutes> {
  return {
    async getSettings() {
      return readSettings(database.prisma);
    },
    updateSettings: ({ body, actor, correlationId }) =>
      database.prisma.$transaction(async (queries) => {
        const before = await readSettings(queries);
        await writeSettings(queries, body, actor.name);
        const after = await readSettings(queries);
        await addAuditEvent(queries, {
          actor: actor.name,
          action: 'settings.update',
          subject: 'settings',
          detail: { before: { ...before }, after: { ...after } },
          correlationId,
        });
        return after;
      }),
  };
}
