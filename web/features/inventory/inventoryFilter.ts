import { z } from 'zod';
import { readinessLevelSchema } from '../../../contract/readiness.ts';
import { vmSortSchema } from '../../../contract/routes/inventory.ts';

const flag = z.enum(['true', 'false']).optional().catch(undefined);
const text = z.string().max(200).catch('').default('');

/** All that narrows and orders the inventory; it lives in the address, so that it can be shared. */
export const inventoryFilterSchema = z.object({
  search: text,
  folder: z.string().max(1000).catch('').default(''),
  guest: text,
  readiness: readinessLevelSchema.optional().catch(undefined),
  power: z.enum(['on', 'off', 'suspended']).optional().catch(undefined),
  firmware: z.enum(['bios', 'uefi']).optional().catch(undefined),
  tools: z.enum(['running', 'not-running', 'not-installed', 'unknown']).optional().catch(undefined),
  changeTracking: flag,
  snapshots: flag,
  minimumBytes: z.coerce.number<string>().int().positive().optional().catch(undefined),
  sort: vmSortSchema.catch('name').default('name'),
  order: z.enum(['asc', 'desc']).catch('asc').default('asc'),
});
export type InventoryFilter = z.infer<typeof inventoryFilterSchema>;

/** What is no filter of ours, or no value of it, is passed over. */
export function filterFrom(params: URLSearchParams): InventoryFilter {
  return inventoryFilterSchema.parse(Object.fromEntries(params));
}

/** The address without what is as it always is. */
export function paramsOf(filter: InventoryFilter): Record<string, string> {
  const plain = inventoryFilterSchema.parse({});
  return Object.fromEntries(
    (Object.keys(filter) as (keyof InventoryFilter)[]).flatMap((key) => {
      const value = filter[key];
      return value === undefined || value === plain[key] ? [] : [[key, String(value)]];
    }),
  );
}

/** Whether anything is left out. */
export function isNarrowed(filter: InventoryFilter): boolean {
  return Object.keys(paramsOf({ ...filter, sort: 'name', order: 'asc' })).length > 0;
}
