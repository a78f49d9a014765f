import { randomUUID } from 'node:crypto';
import { planSchema } from '../contract/plan.ts';
import type { LimitSource, MigrationLimit } from '../ports/limits.ts';
import type { Database } from './database.ts';
import { tellReads } from './queries/moverReads.ts';
import { readSettings } from './queries/settings.ts';

const limitsOfPlan = planSchema.pick({ bandwidthBytesPerSecond: true, bandwidthCalendar: true });

/**
 * Limits out of the settings, and out of the plans of migrations as their workflows told them last. Who asks tells the
 * other movers by it what it reads: they share the rates that hold for more than one migration.
 */
export function createLimitSource({ prisma }: Database): LimitSource {
  const mover = randomUUID();
  return {
    async read({ migrationIds, disks }) {
      const [{ limits }, rows, elsewhere] = await Promise.all([
        readSettings(prisma),
        prisma.migration.findMany({ where: { id: { in: migrationIds } }, select: { id: true, plan: true } }),
        tellReads(prisma, mover, disks),
      ]);
      const migrations = Object.fromEntries(rows.map(({ id, plan }) => [id, limitOf(plan)]));
      return { ...limits, migrations, elsewhere };
    },
  };
}

/** Plans of before may lack what this version knows. */
function limitOf(plan: unknown): MigrationLimit {
  const told = limitsOfPlan.safeParse(plan).data;
  return { bytesPerSecond: told?.bandwidthBytesPerSecond ?? null, calendar: told?.bandwidthCalendar ?? null };
}
