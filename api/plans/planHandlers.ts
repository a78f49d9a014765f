import { z } from 'zod';
import type { planRoutes } from '../../contract/routes/plans.ts';
import { findInventoryVms } from '../../prisma/queries/inventory.ts';
import { countMigrations, newestMigrations } from '../../prisma/queries/planMigrations.ts';
import { listPlans } from '../../prisma/queries/plans.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, encodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { shown } from '../http/versions.ts';
import { checkPlan } from './checkPlan.ts';
import { addPlan, changePlan, removePlan, requirePlan } from './editPlan.ts';
import { startPlan } from './startPlan.ts';

const namePosition = z.object({ name: z.string() });
const vmPosition = z.object({ next: z.number().int().min(0) });

export function planHandlers(dependencies: ApiDependencies): HandlersOf<typeof planRoutes> {
  const { database } = dependencies;
  const { prisma } = database;
  return {
    async listPlans({ query: { cursor, limit, projectId: _, ...rest }, projects }) {
      const filter = { ...rest, projects };
      const rows = await listPlans(prisma, { ...filter, after: decodeCursor(cursor, namePosition), limit: limit + 1 });
      const { items, nextCursor } = pageOf(rows, limit, ({ name }) => ({ name }));
      const counts = await countMigrations(
        prisma,
        items.map(({ id }) => id),
      );
      return { items: items.map((plan) => ({ ...plan, migrations: counts.get(plan.id) ?? {} })), nextCursor };
    },
    createPlan: ({ body, ...author }) => shown(author.versions, addPlan(database, body, author)),
    getPlan: ({ params, versions }) => shown(versions, requirePlan(prisma, params.id)),
    async listPlanVms({ params, query }) {
      const plan = await requirePlan(prisma, params.id);
      const from = decodeCursor(query.cursor, vmPosition)?.next ?? 0;
      const page = plan.vms.slice(from, from + query.limit);
      const refs = page.map(({ ref }) => ref);
      const seen = await findInventoryVms(prisma, plan.sourceConnectionId, refs);
      const newest = await newestMigrations(prisma, [plan.id]);
      const items = page.map(({ ref, overrides }) => {
        const vm = seen.find((row) => row.ref === ref);
        const migration = newest.find(({ vmRef }) => vmRef === ref);
        return {
          ...{ ref, name: vm?.name ?? null, capacityBytes: vm ? Number(vm.capacityBytes) : null, overrides },
          migration: migration ? { id: migration.id, status: migration.status, stage: migration.stage } : null,
        };
      });
      const next = from + page.length;
      return { items, nextCursor: next < plan.vms.length ? encodeCursor({ next }) : null };
    },
    updatePlan: ({ params, body, ...author }) =>
      shown(author.versions, changePlan(database, params.id, { change: body, author })),
    deletePlan: ({ params, ...author }) => removePlan(database, params.id, author),
    checkPlan: ({ params, body, correlationId }) =>
      checkPlan(dependencies, {
        ...{ planId: params.id, refs: body?.vms, preflight: body?.preflight ?? false, correlationId },
      }),
    startPlan: ({ params, body, actor, correlationId, log }) =>
      startPlan(dependencies, { planId: params.id, refs: body?.vms, actor, correlationId, log }),
  };
}
