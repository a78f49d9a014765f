import { z } from 'zod';
import type { PreflightReport } from '../../contract/finding.ts';
import { forecastNow } from '../../contract/forecastNow.ts';
import type { Migration } from '../../contract/migration.ts';
import { summarise } from '../../contract/migrationSummary.ts';
import type { migrationRoutes } from '../../contract/routes/migrations.ts';
import { listBlocks } from '../../prisma/queries/blocks.ts';
import { findMigration, listMigrations, listProgress } from '../../prisma/queries/migrations.ts';
import { listPictures } from '../../prisma/queries/pictures.ts';
import { recordMigration } from '../../prisma/recordMigration.ts';
import { demandApproval } from '../approvals/demandApproval.ts';
import { listArtifactsOf } from '../artifacts/listArtifacts.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { commandMigration, demandInput } from './commandMigration.ts';
import { readCertificate } from './readCertificate.ts';
import { readTargetHardware } from './readTargetHardware.ts';
import { requestMigration, requirePlaces } from './requestMigration.ts';
import { takePicture } from './takePicture.ts';
import { timelineOf } from './timeline.ts';

const position = z.object({ createdAt: z.iso.datetime(), id: z.string() });

export function migrationHandlers(dependencies: ApiDependencies): HandlersOf<typeof migrationRoutes> {
  const { workflows, artifacts } = dependencies;
  const { prisma } = dependencies.database;
  const required = async (id: string): Promise<Migration> => {
    const migration = await findMigration(prisma, id);
    if (migration !== null) return migration;
    throw new ApiError('request.not-found', `There is no migration ${id}.`);
  };
  return {
    async preflight({ body, correlationId }) {
      await requirePlaces(prisma, body);
      return workflows.ask<PreflightReport>({ type: 'preflightPlan', argument: body, correlationId });
    },

    createMigration: ({ body, log, ...request }) => requestMigration(dependencies, { plan: body, ...request }, log),

    async listMigrations({ query, projects }) {
      const { limit, cursor, open, projectId: _, ...filter } = query;
      const rows = await listMigrations(prisma, {
        ...filter,
        projects,
        open: open === undefined ? undefined : open === 'true',
        after: decodeCursor(cursor, position),
        limit: limit + 1,
      });
      const { items, nextCursor } = pageOf(rows, limit, ({ createdAt, id }) => ({ createdAt, id }));
      return { items: items.map(summarise).map(asOfNow), nextCursor };
    },

    async getMigration({ params, query }) {
      const recorded = await required(params.id);
      if (query.fresh !== 'true') return asOfNow(recorded);
      const told = await workflows.status(recorded.workflowId);
      if (told === null || told.revision <= recorded.revision) return asOfNow(recorded);
      await recordMigration(prisma, told);
      return asOfNow({ ...told, projectId: recorded.projectId });
    },

    async commandMigration({ params, body, answerWith, ...request }) {
      const migration = await required(params.id);
      const command = { name: params.name, input: body ?? {} };
      demandInput(command);
      await demandApproval(dependencies, migration, { ...command, author: request });
      const { state, taken } = await commandMigration(dependencies, migration, {
        ...command,
        ...request,
      });
      if (!taken) answerWith(202);
      return { ...state, projectId: migration.projectId };
    },

    async getTimeline({ params }) {
      return { items: timelineOf(await required(params.id)) };
    },

    async getProgress({ params }) {
      await required(params.id);
      return { items: await listProgress(prisma, params.id) };
    },

    async getBlocks({ params }) {
      await required(params.id);
      return { items: await listBlocks(prisma, params.id) };
    },

    async listPictures({ params }) {
      await required(params.id);
      return { items: await listPictures(prisma, params.id) };
    },

    async takePicture({ params, ...author }) {
      return takePicture(dependencies, await required(params.id), author);
    },

    async getCertificate({ params }) {
      return readCertificate(artifacts, await required(params.id));
    },

    async getTargetHardware({ params, correlationId }) {
      return readTargetHardware(dependencies, await required(params.id), correlationId);
    },

    async listArtifacts({ params }) {
      const { id } = await required(params.id);
      return { items: await listArtifactsOf(dependencies, id) };
    },
  };
}

/** With "if you cut over now" meaning now: what is recorded is as of the last round. */
function asOfNow<T extends Pick<Migration, 'forecast' | 'stage' | 'downtime' | 'endedAt'>>(migration: T): T {
  return { ...migration, forecast: forecastNow(migration, Date.now()) };
}
