import { z } from 'zod';
import { severalOf } from '../page.ts';
import { strategySchema } from '../plan.ts';
import { defineRoute } from '../route.ts';
import { forecastListSchema } from '../vmForecast.ts';

const id = z.string().min(1).max(100).optional();

export const forecastRoutes = {
  listForecasts: defineRoute({
    method: 'GET',
    path: '/forecasts',
    tag: 'plans',
    permission: 'migrations:read',
    objects: [
      { kind: 'plan', at: 'query.planId' },
      { kind: 'connection', at: 'query.sourceConnectionId' },
      { kind: 'connection', at: 'query.targetConnectionId' },
    ],
    summary: 'How long VMs would take and be down, by migrations between the same connections that have completed',
    query: z.object({
      planId: id.meta({ description: 'VMs of this plan; else give both connections and `vm`.' }),
      sourceConnectionId: id,
      targetConnectionId: id,
      vm: severalOf(z.string().min(1).max(200)).optional().meta({
        description: 'References of VMs; of a plan: only these. VMs that the inventory does not have are left out.',
      }),
      strategy: strategySchema.optional().meta({ description: 'Absent: warm, or what the plan says.' }),
    }),
    status: 200,
    response: forecastListSchema,
    errors: ['request.not-found', 'request.conflict'],
  }),
};
