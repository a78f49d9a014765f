import { z } from 'zod';
import { projectQuery } from '../project.ts';
import { residueReportSchema } from '../residue.ts';
import { defineRoute } from '../route.ts';

const unavailable = ['worker.unavailable', 'temporal.unavailable', 'platform.unreachable'] as const;

export const residueRoutes = {
  getResidue: defineRoute({
    method: 'GET',
    path: '/residue',
    tag: 'migrations',
    permission: 'migrations:read',
    objects: [{ kind: 'migration', at: 'query.migrationId' }],
    list: true,
    summary: 'Everything that Drover has left on any system, asked of all of them now',
    query: z.object({
      ...projectQuery,
      migrationId: z.string().max(100).optional().meta({ description: 'Of this migration only.' }),
    }),
    status: 200,
    response: residueReportSchema,
    errors: ['request.not-found', 'request.conflict', ...unavailable],
  }),
  removeResidue: defineRoute({
    method: 'POST',
    path: '/residue/{migrationId}/removal',
    tag: 'migrations',
    permission: 'migrations:command',
    objects: [{ kind: 'migration', at: 'params.migrationId' }],
    summary: 'Remove what an ended migration has left; answers with what is there after that',
    params: z.object({ migrationId: z.string().min(1).max(100) }),
    status: 200,
    response: residueReportSchema,
    errors: ['request.not-found', 'request.conflict', 'approval.needed', ...unavailable],
    idempotent: true,
  }),
  removeLostResidue: defineRoute({
    method: 'POST',
    path: '/residue/{migrationId}/lost/removal',
    tag: 'migrations',
    permission: 'migrations:command',
    summary:
      'Remove what bears the marks of a migration that the database has lost, on all sources, in the store and on movers; for those who may command migrations of every project',
    params: z.object({ migrationId: z.uuid() }),
    status: 200,
    response: residueReportSchema,
    errors: ['request.conflict', ...unavailable],
    idempotent: true,
  }),
};
