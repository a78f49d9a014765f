import { z } from 'zod';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';
import { sourcePlacesSchema } from '../sourcePlaces.ts';
import { vmSpecSchema, vmSummarySchema } from '../vm.ts';
import { connectionParams } from './connections.ts';

export const inventoryRoutes = {
  listVms: defineRoute({
    method: 'GET',
    path: '/connections/{id}/vms',
    tag: 'inventory',
    permission: 'inventory:read',
    summary: 'VMs of a source as last seen, by name',
    params: connectionParams,
    query: z.object({
      ...pageQuery,
      search: z.string().max(200).optional().meta({ description: 'Part of name or path, in any case.' }),
    }),
    status: 200,
    response: pageOf(vmSummarySchema),
    errors: ['request.not-found'],
  }),
  refreshInventory: defineRoute({
    method: 'POST',
    path: '/connections/{id}/inventory',
    tag: 'inventory',
    permission: 'inventory:refresh',
    summary: 'Read the inventory of a source anew',
    params: connectionParams,
    status: 200,
    response: z.object({ count: z.number().int() }),
    errors: [
      'request.not-found',
      'request.conflict',
      'worker.unavailable',
      'temporal.unavailable',
      'platform.unreachable',
    ],
    idempotent: true,
  }),
  getSourcePlaces: defineRoute({
    method: 'GET',
    path: '/connections/{id}/places',
    tag: 'inventory',
    permission: 'inventory:read',
    summary: 'Networks and datastores that VMs of a source use, as last seen: what a mapping has to map',
    params: connectionParams,
    status: 200,
    response: sourcePlacesSchema,
    errors: ['request.not-found', 'request.conflict'],
  }),
  getVm: defineRoute({
    method: 'GET',
    path: '/connections/{id}/vms/{ref}',
    tag: 'inventory',
    permission: 'inventory:read',
    summary: 'One VM in full, asked of the source now',
    params: connectionParams.extend({ ref: z.string().min(1).max(200) }),
    status: 200,
    response: vmSpecSchema,
    errors: ['request.not-found', 'platform.not-found', 'worker.unavailable', 'temporal.unavailable'],
  }),
};
