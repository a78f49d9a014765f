import { z } from 'zod';
import { pageOf, pageQuery, severalOf } from '../page.ts';
import { inventoryFoldersSchema, inventoryVmSchema, readinessLevelSchema, vmChoiceSchema } from '../readiness.ts';
import { defineRoute } from '../route.ts';
import { sourcePlacesSchema } from '../sourcePlaces.ts';
import { firmwareSchema, powerSchema, toolsSchema, vmSpecSchema } from '../vm.ts';
import { connectionParams } from './connections.ts';

const flag = z.enum(['true', 'false']).optional();
const bytes = z.coerce.number<number>().int().min(0).optional();

export const vmSortSchema = z.enum(['name', 'guest', 'cpus', 'memory', 'capacity', 'disks', 'snapshots']);
export type VmSort = z.infer<typeof vmSortSchema>;

/** What narrows the inventory; absent: all of it. */
export const vmFilterSchema = z.object({
  search: z.string().max(200).optional().meta({ description: 'Part of name or path, in any case.' }),
  folder: z.string().max(1000).optional().meta({ description: 'Path of a folder: it and what is below.' }),
  guest: z.string().max(200).optional().meta({ description: 'Part of the name of the guest system, in any case.' }),
  power: severalOf(powerSchema).optional(),
  firmware: severalOf(firmwareSchema).optional(),
  tools: severalOf(toolsSchema.or(z.literal('unknown'))).optional(),
  readiness: severalOf(readinessLevelSchema).optional(),
  changeTracking: flag,
  snapshots: flag.meta({ description: 'Whether it has any.' }),
  template: flag,
  minimumBytes: bytes.meta({ description: 'Capacity of all its disks.' }),
  maximumBytes: bytes,
});

export const inventoryRoutes = {
  listVms: defineRoute({
    method: 'GET',
    path: '/connections/{id}/vms',
    tag: 'inventory',
    permission: 'inventory:read',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'VMs of a source as last seen, and how ready they are; by name if nothing else is asked for',
    params: connectionParams,
    query: z.object({
      ...pageQuery,
      ...vmFilterSchema.shape,
      sort: vmSortSchema.default('name'),
      order: z.enum(['asc', 'desc']).default('asc'),
    }),
    status: 200,
    response: pageOf(inventoryVmSchema).extend({
      total: z.number().int().nullable().meta({ description: 'VMs of all pages; told on the first page alone.' }),
    }),
    errors: ['request.not-found'],
    sparse: inventoryVmSchema,
  }),
  listVmChoices: defineRoute({
    method: 'GET',
    path: '/connections/{id}/vm-choices',
    tag: 'inventory',
    permission: 'inventory:read',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'All VMs that fit a filter, by name, with what a selection needs of them; templates are left out',
    params: connectionParams,
    query: z.object({
      ...vmFilterSchema.omit({ template: true }).shape,
      cursor: pageQuery.cursor,
      limit: z.coerce.number<number>().int().min(1).max(5000).default(5000),
    }),
    status: 200,
    response: pageOf(vmChoiceSchema),
    errors: ['request.not-found'],
  }),
  listFolders: defineRoute({
    method: 'GET',
    path: '/connections/{id}/folders',
    tag: 'inventory',
    permission: 'inventory:read',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'Folders of a source that hold VMs, by path',
    params: connectionParams,
    status: 200,
    response: inventoryFoldersSchema,
    errors: ['request.not-found'],
  }),
  refreshInventory: defineRoute({
    method: 'POST',
    path: '/connections/{id}/inventory',
    tag: 'inventory',
    permission: 'inventory:refresh',
    objects: [{ kind: 'connection', at: 'params.id' }],
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
    objects: [{ kind: 'connection', at: 'params.id' }],
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
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'One VM in full, asked of the source now',
    params: connectionParams.extend({ ref: z.string().min(1).max(200) }),
    status: 200,
    response: vmSpecSchema,
    errors: [
      'request.not-found',
      'request.conflict',
      'platform.not-found',
      'worker.unavailable',
      'temporal.unavailable',
      'platform.unreachable',
    ],
  }),
};
