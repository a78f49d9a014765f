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
