import type { LimitSource } from '../ports/limits.ts';
import type { Database } from './database.ts';
import { readSettings } from './queries/settings.ts';

/** Limits out of the settings, and out of the plans of migrations as their workflows told them last. */
export function createLimitSource({ prisma }: Database): LimitSource {
  return {
    async read(migrationIds) {
      const [{ limits }, rows] = await Promise.all([
        readSettings(prisma),
        prisma.migration.findMany({ where: { id: { in: migrationIds } }, select: { id: true, plan: true } }),
      ]);
      return { ...limits, migrations: Object.fromEntries(rows.map(({ id, plan }) => [id, rateOf(plan)])) };
    },
  };
}

function rateOf(plan: unknown): number | null {
  const told = typeof plan === 'object' && plan !== null && 'bandwidthBytesPerSecond' in plan;
  return told && typeof plan.bandwidthBytesPerSecond === 'number' ? plan.bandwidthBytesPerSecond : null;
}
