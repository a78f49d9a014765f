import { z } from 'zod';
import type { planRoutes } from '../../contract/routes/plans.ts';
import { countMigrations } from '../../prisma/queries/planMigrations.ts';
import { findPlanPart, listPlans } from '../../prisma/queries/plans.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { shown } from '../http/versions.ts';
import { checkPlan } from './checkPlan.ts';
import { addPlan, changePlan, noPlan, removePlan, requirePlan } from './editPlan.ts';
import { startPlan } from './startPlan.ts';
import { vmStates } from './vmStates.ts';

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
      const from = decodeCursor(query.cursor, vmPosition)?.next ?? 0;
      const part = await findPlanPart(prisma, params.id, { from, limit: query.limit + 1 });
      if (part === null) throw noPlan(params.id);
      const { items, nextCursor } = pageOf(part.vms, query.limit, () => ({ next: from + query.limit }));
      return { items: await vmStates(prisma, { ...part, planId: params.id, vms: items }), nextCursor };
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
