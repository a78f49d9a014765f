import { z } from 'zod';
import type { inventoryRoutes } from '../../contract/routes/inventory.ts';
import type { VmSpec, VmSummary } from '../../contract/vm.ts';
import { type InventoryVm, listSourcePlaces, searchInventory } from '../../prisma/queries/inventory.ts';
import { requireConnection } from '../connections/find.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';

const position = z.object({ name: z.string(), ref: z.string() });

export function inventoryHandlers({ database, workflows }: ApiDependencies): HandlersOf<typeof inventoryRoutes> {
  const { prisma } = database;
  return {
    async listVms({ params, query }) {
      const { id } = await requireConnection(prisma, params.id);
      const { limit, search } = query;
      const after = decodeCursor(query.cursor, position);
      // One more than asked for tells whether there is a next page.
      const rows = await searchInventory(prisma, { connectionId: id, search, after, limit: limit + 1 });
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const nextCursor = rows.length > limit && last ? encodeCursor({ name: last.name, ref: last.ref }) : null;
      return { items: page.map(presentVm), nextCursor };
    },
    async refreshInventory({ params, correlationId }) {
      const { id } = await requireConnection(prisma, params.id, 'vsphere');
      return workflows.ask<{ count: number }>({ type: 'syncInventory', argument: id, correlationId });
    },
    async getSourcePlaces({ params }) {
      const { id } = await requireConnection(prisma, params.id, 'vsphere');
      const places = await listSourcePlaces(prisma, id);
      return { seen: places !== null, networks: places?.networks ?? [], datastores: places?.datastores ?? [] };
    },
    async getVm({ params, correlationId }) {
      const { id } = await requireConnection(prisma, params.id, 'vsphere');
      const argument = { connectionId: id, vm: params.ref };
      return workflows.ask<VmSpec>({ type: 'describeVm', argument, correlationId });
    },
  };
}

export function presentVm(vm: InventoryVm): VmSummary {
  const { seenAt, capacityBytes, power, firmware, networks, datastores, ...row } = vm;
  return {
    ...row,
    // Written from VmSummary only.
    power: power as VmSummary['power'],
    firmware: firmware as VmSummary['firmware'],
    capacityBytes: Number(capacityBytes),
    ...(networks === null ? {} : { networks: networks as string[] }),
    ...(datastores === null ? {} : { datastores: datastores as string[] }),
    seenAt: seenAt.toISOString(),
  };
}
