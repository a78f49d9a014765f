import { z } from 'zod';
import { artifactSchema } from '../artifact.ts';
import { certificateSchema } from '../certificate.ts';
import { commandInputSchema } from '../command.ts';
import { preflightReportSchema } from '../finding.ts';
import { commandNameSchema, diskProgressSchema, migrationSchema, migrationStatusSchema } from '../migration.ts';
import { migrationSummarySchema } from '../migrationSummary.ts';
import { pageOf, pageQuery, severalOf } from '../page.ts';
import { planSchema } from '../plan.ts';
import { defineRoute } from '../route.ts';
import { timelineEntrySchema } from '../timeline.ts';

const migrationParams = z.object({ id: z.string().min(1).max(100) });

export const migrationRoutes = {
  preflight: defineRoute({
    method: 'POST',
    path: '/preflight',
    tag: 'migrations',
    permission: 'migrations:create',
    summary: 'What would happen with a plan: findings, and how the VM would be moved. Makes nothing',
    body: planSchema,
    status: 200,
    response: preflightReportSchema,
    errors: [
      'request.not-found',
      'request.conflict',
      'worker.unavailable',
      'temporal.unavailable',
      'platform.unreachable',
    ],
  }),
  createMigration: defineRoute({
    method: 'POST',
    path: '/migrations',
    tag: 'migrations',
    permission: 'migrations:create',
    summary: 'Start a migration, after a preflight without blockers',
    body: planSchema,
    status: 201,
    response: migrationSchema,
    errors: [
      'request.not-found',
      'request.conflict',
      'migration.refused',
      'migration.duplicate',
      'worker.unavailable',
      'temporal.unavailable',
      'platform.unreachable',
    ],
    idempotent: true,
  }),
  listMigrations: defineRoute({
    method: 'GET',
    path: '/migrations',
    tag: 'migrations',
    permission: 'migrations:read',
    summary: 'Migrations, newest first',
    query: z.object({
      ...pageQuery,
      status: severalOf(migrationStatusSchema).optional(),
      open: z.enum(['true', 'false']).optional(),
      connectionId: z.string().optional(),
      planId: z.string().max(100).optional().meta({ description: 'Started by this plan of many VMs.' }),
      vm: z.string().optional().meta({ description: 'Reference of the VM on its source.' }),
      search: z.string().max(200).optional().meta({ description: "Part of the VM's name, in any case." }),
    }),
    status: 200,
    response: pageOf(migrationSummarySchema),
    errors: [],
    sparse: migrationSummarySchema,
  }),
  getMigration: defineRoute({
    method: 'GET',
    path: '/migrations/{id}',
    tag: 'migrations',
    permission: 'migrations:read',
    summary: 'One migration as last recorded, or with `fresh=true` as its workflow tells now',
    params: migrationParams,
    query: z.object({ fresh: z.enum(['true', 'false']).optional() }),
    status: 200,
    response: migrationSchema,
    errors: ['request.not-found', 'worker.unavailable', 'temporal.unavailable'],
  }),
  commandMigration: defineRoute({
    method: 'POST',
    path: '/migrations/{id}/commands/{name}',
    tag: 'migrations',
    permission: 'migrations:command',
    summary: 'Tell a migration what to do; answers with its state after that',
    params: migrationParams.extend({ name: commandNameSchema }),
    body: commandInputSchema.optional(),
    status: 200,
    response: migrationSchema,
    errors: ['request.not-found', 'command.refused', 'migration.refused', 'worker.unavailable', 'temporal.unavailable'],
    idempotent: true,
  }),
  getTimeline: defineRoute({
    method: 'GET',
    path: '/migrations/{id}/timeline',
    tag: 'migrations',
    permission: 'migrations:read',
    summary: 'What happened, oldest first: requests, stages, rounds, commands',
    params: migrationParams,
    status: 200,
    response: z.object({ items: z.array(timelineEntrySchema) }),
    errors: ['request.not-found'],
  }),
  getProgress: defineRoute({
    method: 'GET',
    path: '/migrations/{id}/progress',
    tag: 'migrations',
    permission: 'migrations:read',
    summary: 'Newest progress of each disk',
    params: migrationParams,
    status: 200,
    response: z.object({ items: z.array(diskProgressSchema) }),
    errors: ['request.not-found'],
  }),
  getCertificate: defineRoute({
    method: 'GET',
    path: '/migrations/{id}/certificate',
    tag: 'migrations',
    permission: 'migrations:read',
    summary: 'The signed cutover certificate of a completed migration',
    params: migrationParams,
    status: 200,
    response: certificateSchema,
    verbatim: true,
    errors: ['request.not-found', 'artifact.missing'],
  }),
  listArtifacts: defineRoute({
    method: 'GET',
    path: '/migrations/{id}/artifacts',
    tag: 'artifacts',
    permission: 'migrations:command',
    summary: 'Exported images and the certificate, with links that expire',
    params: migrationParams,
    status: 200,
    response: z.object({ items: z.array(artifactSchema) }),
    errors: ['request.not-found'],
  }),
};
