import type { Migration } from '../contract/migration.ts';
import type { RunProjection } from '../ports/runProjection.ts';
import type { Database } from './database.ts';
import { endedStatuses } from './migrationStatus.ts';
import { readSettings } from './queries/settings.ts';
import { listTraces } from './queries/traces.ts';
import { finishInventory, recordInventory } from './recordInventory.ts';
import { recordMigration } from './recordMigration.ts';
import { recordPicture } from './recordPicture.ts';

/** The projection of runs in PostgreSQL. Several workers may write at once: the higher revision wins. */
export function createRunProjection({ prisma }: Database): RunProjection {
  /** Migrations that ended before are not looked after any more. */
  const sweptSince = async () => {
    const { residueDays } = await readSettings(prisma);
    return new Date(Date.now() - residueDays * 86_400_000);
  };

  return {
    record: (migration) =>
      recordMigration(prisma, migration).catch((error: unknown) => {
        // Two first records at once: the loser may meet the other unique key before the one that it gives way to.
        if (!String(error).includes('migration_workflow_id_key')) throw error;
        return recordMigration(prisma, migration);
      }),
    recordInventory: (connectionId, at, page) => recordInventory(prisma, connectionId, { at, page }),
    finishInventory: (connectionId, seenAt) => finishInventory(prisma, connectionId, seenAt),
    recordPicture: (migrationId, picture) => recordPicture(prisma, migrationId, picture),
    async recordConnectionCheck(connectionId, product, at) {
      await prisma.connection.updateMany({ where: { id: connectionId }, data: { product, checkedAt: new Date(at) } });
    },
    async knownMigrations() {
      const since = await sweptSince();
      const rows = await prisma.migration.findMany({
        where: { OR: [{ status: { notIn: endedStatuses } }, { endedAt: { gte: since } }] },
        select: { id: true, sourceConnectionId: true, targetConnectionId: true, status: true, vmRef: true },
      });
      return rows.map(({ status, vmRef, ...row }) => ({
        ...row,
        vm: vmRef,
        open: endedStatuses.every((ended) => ended !== status),
      }));
    },
    async completedMigrations(sourceConnectionId, targetConnectionId, limit) {
      const rows = await prisma.migration.findMany({
        where: { sourceConnectionId, targetConnectionId, status: 'completed' },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: limit,
        select: { detail: true },
      });
      // The column is written by recordMigration alone, out of a Migration.
      return rows.map(({ detail }) => detail as unknown as Migration);
    },
    traces: async (migrationId) => listTraces(prisma, migrationId, await sweptSince()),
    async connectionIds(kind) {
      const rows = await prisma.connection.findMany({ where: { kind }, select: { id: true } });
      return rows.map((row) => row.id);
    },
  };
}
