import type { Queries } from '../database.ts';
import type { InventoryVm, Prisma } from '../generated/client.ts';
import { containing } from './anyCase.ts';
import { readinessCondition } from './readinessCondition.ts';

export type { InventoryVm };

export interface InventoryFilter {
  connectionId: string;
  /** Part of the name or the path, in any case. */
  search?: string;
  /** Path of a folder: it and what is below. */
  folder?: string;
  /** Part of the guest system's name, in any case. */
  guest?: string;
  power?: string[];
  firmware?: string[];
  tools?: string[];
  readiness?: ('ready' | 'attention' | 'blocked')[];
  changeTracking?: boolean;
  snapshots?: boolean;
  template?: boolean;
  minimumBytes?: number;
  maximumBytes?: number;
}

export const sortColumns = {
  name: 'name',
  guest: 'guestFullName',
  cpus: 'cpus',
  memory: 'memoryMiB',
  capacity: 'capacityBytes',
  disks: 'diskCount',
  snapshots: 'snapshotCount',
} as const satisfies Record<string, keyof InventoryVm>;

export interface InventoryOrder {
  sort: keyof typeof sortColumns;
  order: 'asc' | 'desc';
  /** Of the last VM of the page before: its value in the sorted column, and its reference. */
  after?: { value: string | number; ref: string };
}

/** A page, and with the first one how many VMs all pages have. */
export async function readInventoryPage(
  queries: Queries,
  filter: InventoryFilter,
  place: InventoryOrder & { limit: number },
): Promise<{ rows: InventoryVm[]; total: number | null }> {
  const counted = place.after === undefined ? countInventory(queries, filter) : null;
  const few = counted !== null && partIsIndexed(filter) && (await counted) <= mostSorted;
  const [rows, total] = await Promise.all([searchInventory(queries, filter, { ...place, few }), counted]);
  return { rows, total };
}

/** So many matches are sorted in less time than it may take to come across them. */
const mostSorted = 5000;

/** The indexes of parts know three letters in a row. */
const partIsIndexed = ({ search }: InventoryFilter) => search !== undefined && search.length >= 3;

/** VMs in the order asked for, then by reference. `few`: those that fit are found first, then sorted. */
export function searchInventory(
  queries: Queries,
  filter: InventoryFilter,
  { sort, order, after, limit, few = false }: InventoryOrder & { limit: number; few?: boolean },
): Promise<InventoryVm[]> {
  const { connectionId: id } = filter;
  const column = sortColumns[sort];
  // Of a range, the index by name gives no order. PostgreSQL would else go through all of it for a few that stand at its
  // end: it takes matches for evenly spread.
  const connectionId = few ? { gte: id, lte: id } : id;
  return queries.inventoryVm.findMany({
    where: { AND: [...conditions({ ...filter, connectionId }), after ? behind(column, order, after) : {}] },
    orderBy: [{ [column]: order }, { ref: 'asc' }],
    take: limit,
  });
}

/** By name, then by reference, with what a selection needs. */
export async function chooseInventory(
  queries: Queries,
  filter: InventoryFilter,
  { after, limit }: Pick<InventoryOrder, 'after'> & { limit: number },
): Promise<{ ref: string; name: string; capacityBytes: number }[]> {
  const rows = await queries.inventoryVm.findMany({
    where: { AND: [...conditions(filter), after ? behind('name', 'asc', after) : {}] },
    orderBy: [{ name: 'asc' }, { ref: 'asc' }],
    take: limit,
    select: { ref: true, name: true, capacityBytes: true },
  });
  return rows.map((row) => ({ ...row, capacityBytes: Number(row.capacityBytes) }));
}

export function countInventory(queries: Queries, filter: InventoryFilter): Promise<number> {
  return queries.inventoryVm.count({ where: { AND: conditions(filter) } });
}

function behind(column: string, order: 'asc' | 'desc', { value, ref }: { value: string | number; ref: string }) {
  const [from, past] = order === 'asc' ? ['gte', 'gt'] : ['lte', 'lt'];
  return {
    // It is in the second condition, but only by itself tells the index where to begin.
    [column]: { [from]: value },
    OR: [{ [column]: { [past]: value } }, { [column]: value, ref: { gt: ref } }],
  };
}

type Conditions = Omit<InventoryFilter, 'connectionId'> & Pick<Prisma.InventoryVmWhereInput, 'connectionId'>;

function conditions(filter: Conditions): Prisma.InventoryVmWhereInput[] {
  const { search, folder, guest, power, firmware, tools, readiness, snapshots } = filter;
  const { changeTracking, template, minimumBytes, maximumBytes } = filter;
  return [
    { connectionId: filter.connectionId, changeTracking, template },
    search ? { OR: [{ name: containing(search) }, { path: containing(search) }] } : {},
    folder ? { OR: [{ path: folder }, { path: { startsWith: `${folder}/` } }] } : {},
    guest ? { guestFullName: containing(guest) } : {},
    power ? { power: { in: power } } : {},
    firmware ? { firmware: { in: firmware } } : {},
    tools ? { tools: { in: tools } } : {},
    readiness ? { OR: readiness.map(readinessCondition) } : {},
    snapshots === undefined ? {} : { snapshotCount: snapshots ? { gt: 0 } : 0 },
    minimumBytes === undefined ? {} : { capacityBytes: { gte: minimumBytes } },
    maximumBytes === undefined ? {} : { capacityBytes: { lte: maximumBytes } },
  ];
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
