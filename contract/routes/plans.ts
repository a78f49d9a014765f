import { z } from 'zod';
import {
  bulkPlanChangeSchema,
  bulkPlanInputSchema,
  bulkPlanSchema,
  bulkPlanSummarySchema,
  chosenVmsSchema,
  planCheckSchema,
  planVmStateSchema,
  vmStartSchema,
} from '../bulkPlan.ts';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';

const planParams = z.object({ id: z.string().min(1).max(100) });
const asked = ['worker.unavailable', 'temporal.unavailable', 'platform.unreachable'] as const;

export const planRoutes = {
  listPlans: defineRoute({
    method: 'GET',
    path: '/plans',
    tag: 'plans',
    permission: 'migrations:read',
    summary: 'Plans, by name, with how their migrations stand',
    query: z.object({
      ...pageQuery,
      presetId: z.string().max(100).optional(),
      search: z.string().max(200).optional().meta({ description: 'Part of the name, in any case.' }),
    }),
    status: 200,
    response: pageOf(bulkPlanSummarySchema),
    errors: [],
  }),
  createPlan: defineRoute({
    method: 'POST',
    path: '/plans',
    tag: 'plans',
    permission: 'migrations:create',
    summary: 'Keep a plan for many VMs; nothing starts yet',
    body: bulkPlanInputSchema,
    status: 201,
    response: bulkPlanSchema,
    errors: ['request.not-found', 'request.conflict'],
    idempotent: true,
    versioned: true,
  }),
  getPlan: defineRoute({
    method: 'GET',
    path: '/plans/{id}',
    tag: 'plans',
    permission: 'migrations:read',
    summary: 'One plan as it was written',
    params: planParams,
    status: 200,
    response: bulkPlanSchema,
    errors: ['request.not-found'],
    versioned: true,
  }),
  listPlanVms: defineRoute({
    method: 'GET',
    path: '/plans/{id}/vms',
    tag: 'plans',
    permission: 'migrations:read',
    summary: 'VMs of a plan in its order, each with the newest migration that the plan started',
    params: planParams,
    query: z.object(pageQuery),
    status: 200,
    response: pageOf(planVmStateSchema),
    errors: ['request.not-found'],
  }),
  updatePlan: defineRoute({
    method: 'PATCH',
    path: '/plans/{id}',
    tag: 'plans',
    permission: 'migrations:create',
    summary: 'Change a plan; migrations that have begun go on as they were started',
    params: planParams,
    body: bulkPlanChangeSchema,
    status: 200,
    response: bulkPlanSchema,
    errors: ['request.not-found', 'request.conflict'],
    versioned: true,
    ifMatch: 'required',
  }),
  deletePlan: defineRoute({
    method: 'DELETE',
    path: '/plans/{id}',
    tag: 'plans',
    permission: 'migrations:create',
    summary: 'Remove a plan none of whose migrations is open',
    params: planParams,
    status: 204,
    response: null,
    errors: ['request.not-found', 'request.conflict'],
    ifMatch: 'optional',
  }),
  checkPlan: defineRoute({
    method: 'POST',
    path: '/plans/{id}/check',
    tag: 'plans',
    permission: 'migrations:create',
    summary:
      'Whether VMs of a plan are ready, by the inventory, or with `preflight` by asking both sides. Makes nothing',
    params: planParams,
    body: chosenVmsSchema
      .extend({
        preflight: z.boolean().default(false).meta({
          description: 'A real preflight of each VM, as many as the time of one request allows; `basis` tells which.',
        }),
      })
      .optional(),
    status: 200,
    response: planCheckSchema,
    errors: ['request.not-found', 'request.conflict', ...asked],
  }),
  startPlan: defineRoute({
    method: 'POST',
    path: '/plans/{id}/start',
    tag: 'plans',
    permission: 'migrations:create',
    summary: 'Start the migrations of a plan. One VM that is refused does not stop the others; none is started twice',
    params: planParams,
    body: chosenVmsSchema.optional(),
    status: 200,
    response: z.object({ vms: z.array(vmStartSchema) }),
    errors: ['request.not-found', 'request.conflict', ...asked],
    idempotent: true,
  }),
};
