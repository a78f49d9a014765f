import type { z } from 'zod';
import { migrationSchema } from './migration.ts';

/** A migration without what grows with disks and rounds: for lists and live events. */
export const migrationSummarySchema = migrationSchema
  .pick({
    id: true,
    projectId: true,
    workflowId: true,
    revision: true,
    status: true,
    stage: true,
    strategy: true,
    route: true,
    vm: true,
    targetVm: true,
    parked: true,
    allowed: true,
    forecast: true,
    cutoverAt: true,
    downtime: true,
    certificateId: true,
    requestedBy: true,
    createdAt: true,
    updatedAt: true,
    endedAt: true,
  })
  .meta({ id: 'MigrationSummary' });
export type MigrationSummary = z.infer<typeof migrationSummarySchema>;

/** @param migration may have more */
export function summarise(migration: MigrationSummary): MigrationSummary {
  const { id, projectId, workflowId, revision, status, stage, strategy, route, vm, targetVm, parked, allowed } =
    migration;
  const { forecast, cutoverAt, downtime, certificateId, requestedBy, createdAt, updatedAt, endedAt } = migration;
  return {
    ...{ id, projectId, workflowId, revision, status, stage, strategy, route, vm, targetVm, parked, allowed },
    ...{ forecast, cutoverAt, downtime, certificateId, requestedBy, createdAt, updatedAt, endedAt },
  };
}
