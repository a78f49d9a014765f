import { z } from 'zod';
import type { presetRoutes } from '../../contract/routes/presets.ts';
import { listPresets } from '../../prisma/queries/presets.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { shown } from '../http/versions.ts';
import { checkMapping } from './checkMapping.ts';
import { addPreset, changePreset, removePreset, requirePreset } from './editPreset.ts';

const position = z.object({ name: z.string() });

export function presetHandlers(dependencies: ApiDependencies): HandlersOf<typeof presetRoutes> {
  const { prisma } = dependencies.database;
  return {
    async listPresets({ query: { cursor, limit, projectId: _, ...rest }, projects }) {
      const filter = { ...rest, projects };
      const rows = await listPresets(prisma, { ...filter, after: decodeCursor(cursor, position), limit: limit + 1 });
      return pageOf(rows, limit, ({ name }) => ({ name }));
    },
    createPreset: ({ body, ...author }) => shown(author.versions, addPreset(dependencies, body, author)),
    getPreset: ({ params, versions }) => shown(versions, requirePreset(prisma, params.id)),
    updatePreset: ({ params, body, ...author }) =>
      shown(author.versions, changePreset(dependencies, params.id, { change: body, author })),
    deletePreset: ({ params, ...author }) => removePreset(dependencies, params.id, author),
    async checkPreset({ params, correlationId }) {
      const findings = await checkMapping(dependencies, await requirePreset(prisma, params.id), correlationId);
      return { checkedAt: new Date().toISOString(), findings };
    },
  };
}
