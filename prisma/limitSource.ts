import { randomUUID } from 'node:crypto';
import type { LimitSource } from '../ports/limits.ts';
import type { Database } from './database.ts';
import { tellReads } from './queries/moverReads.ts';
import { readSettings } from './queries/settings.ts';

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
      const migrations = Object.fromEntries(rows.map(({ id, plan }) => [id, rateOf(plan)]));
      return { ...limits, migrations, elsewhere };
    },
  };
}

function rateOf(plan: unknown): number | null {
  const told = typeof plan === 'object' && plan !== null && 'bandwidthBytesPerSecond' in plan;
  return told && typeof plan.bandwidthBytesPerSecond === 'number' ? plan.bandwidthBytesPerSecond : null;
}
