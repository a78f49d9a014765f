import { z } from 'zod';
import type { InventoryVm as ReadyVm } from '../../contract/readiness.ts';
import type { inventoryRoutes } from '../../contract/routes/inventory.ts';
import type { VmSpec, VmSummary } from '../../contract/vm.ts';
import { readinessOf } from '../../domain/readiness.ts';
import {
  chooseInventory,
  type InventoryVm,
  listSourcePlaces,
  readInventoryPage,
  sortColumns,
} from '../../prisma/queries/inventory.ts';
import { listFolders } from '../../prisma/queries/inventoryFolders.ts';
import { requireConnection } from '../connections/find.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { audit } from '../http/author.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';

const position = z.object({ value: z.union([z.string(), z.number()]), ref: z.string() });

export function inventoryHandlers({ database, workflows }: ApiDependencies): HandlersOf<typeof inventoryRoutes> {
  const { prisma } = database;
  return {
    async listVms({ params, query }) {
      const { id } = await requireConnection(prisma, params.id);
      const { limit, sort, order, cursor, changeTracking, snapshots, template, ...words } = query;
      const filter = {
        ...words,
        connectionId: id,
        changeTracking: truth(changeTracking),
        snapshots: truth(snapshots),
        template: truth(template),
      };
      // A cursor of a list in another order would skip what it has not shown.
      const after = decodeCursor(cursor, position.extend({ sort: z.literal(sort), order: z.literal(order) }));
      const { rows, total } = await readInventoryPage(prisma, filter, { sort, order, after, limit: limit + 1 });
      const vms = rows.map(presentVm);
      const page = pageOf(vms, limit, (last) => ({ value: last[sortColumns[sort]], ref: last.ref, sort, order }));
      return { ...page, total };
    },
    async listVmChoices({ params, query }) {
      const { id } = await requireConnection(prisma, params.id);
      const { limit, cursor, changeTracking, snapshots, ...words } = query;
      const flags = { changeTracking: truth(changeTracking), snapshots: truth(snapshots), template: false };
      const after = decodeCursor(cursor, position);
      const rows = await chooseInventory(prisma, { ...words, ...flags, connectionId: id }, { after, limit: limit + 1 });
      return pageOf(rows, limit, ({ name, ref }) => ({ value: name, ref }));
    },
    async listFolders({ params }) {
      const { id } = await requireConnection(prisma, params.id);
      const rows = await listFolders(prisma, id);
      const oldest = rows.map(({ seenAt }) => seenAt.toISOString()).sort()[0] ?? null;
      return {
        count: rows.reduce((sum, row) => sum + row.count, 0),
        capacityBytes: rows.reduce((sum, row) => sum + row.capacityBytes, 0),
        seenAt: oldest,
        folders: rows.map(({ path, count, capacityBytes }) => ({ path, count, capacityBytes })),
      };
    },
    async refreshInventory({ params, actor, correlationId }) {
      const { id } = await requireConnection(prisma, params.id, 'vsphere');
      const event = { action: 'inventory.refresh', subject: `connection/${id}`, outcome: 'intended' } as const;
      await audit(prisma, { actor, correlationId }, event);
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

function truth(flag: 'true' | 'false' | undefined): boolean | undefined {
  return flag === undefined ? undefined : flag === 'true';
}

export function presentVm(vm: InventoryVm): ReadyVm {
  const { seenAt, capacityBytes, power, firmware, tools, networks, datastores, ...row } = vm;
  const summary: VmSummary = {
    ...row,
    // Written from VmSummary only.
    power: power as VmSummary['power'],
    firmware: firmware as VmSummary['firmware'],
    tools: tools as VmSummary['tools'],
    capacityBytes: Number(capacityBytes),
    ...(networks === null ? {} : { networks: networks as string[] }),
    ...(datastores === null ? {} : { datastores: datastores as string[] }),
    seenAt: seenAt.toISOString(),
  };
  return { ...summary, readiness: readinessOf(summary) };
}
