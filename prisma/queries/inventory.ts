import type { Queries } from '../database.ts';
import type { InventoryVm } from '../generated/client.ts';

export type { InventoryVm };

export interface InventorySearch {
  connectionId: string;
  /** Part of the name or the path, in any case. */
  search?: string;
  /** Last VM of the page before. */
  after?: { name: string; ref: string };
  limit: number;
}

/** VMs by name, then reference. */
export function searchInventory(queries: Queries, query: InventorySearch): Promise<InventoryVm[]> {
  const contains = query.search ? ({ contains: query.search, mode: 'insensitive' } as const) : undefined;
  const { after } = query;
  return queries.inventoryVm.findMany({
    where: {
      connectionId: query.connectionId,
      AND: [
        contains ? { OR: [{ name: contains }, { path: contains }] } : {},
        // The first condition is in the second one, but only the first tells the index where to begin.
        after ? { name: { gte: after.name } } : {},
        after ? { OR: [{ name: { gt: after.name } }, { name: after.name, ref: { gt: after.ref } }] } : {},
      ],
    },
    orderBy: [{ name: 'asc' }, { ref: 'asc' }],
    take: query.limit,
  });
}

/** VMs by reference, as last seen. */
export function findInventoryVms(queries: Queries, connectionId: string, refs: string[]): Promise<InventoryVm[]> {
  return queries.inventoryVm.findMany({ where: { connectionId, ref: { in: refs } } });
}

/** Networks and datastores that VMs of a source use. Null: no VM of it was looked at for that yet. */
export async function listSourcePlaces(
  queries: Queries,
  connectionId: string,
): Promise<{ networks: string[]; datastores: string[] } | null> {
  const rows = await queries.$queryRaw<{ kind: string; name: string }[]>`
    select distinct 'seen' as kind, '' as name from inventory_vm
      where connection_id = ${connectionId} and networks is not null
    union select distinct 'network', jsonb_array_elements_text(networks) from inventory_vm
      where connection_id = ${connectionId} and jsonb_typeof(networks) = 'array'
    union select distinct 'datastore', jsonb_array_elements_text(datastores) from inventory_vm
      where connection_id = ${connectionId} and jsonb_typeof(datastores) = 'array'`;
  if (rows.length === 0) return null;
  const named = (wanted: string) => rows.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  return { networks: named('network').sort(), datastores: named('datastore').sort() };
}
