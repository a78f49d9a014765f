import type { Queries } from '../database.ts';

export interface FolderRow {
  path: string;
  count: number;
  capacityBytes: number;
  /** When the oldest of its rows was read. */
  seenAt: Date;
}

/** Folders that hold VMs, by path. */
export async function listFolders(queries: Queries, connectionId: string): Promise<FolderRow[]> {
  const rows = await queries.inventoryVm.groupBy({
    by: ['path'],
    where: { connectionId },
    _count: true,
    _sum: { capacityBytes: true },
    _min: { seenAt: true },
    orderBy: { path: 'asc' },
  });
  return rows.map(({ path, _count, _sum, _min }) => ({
    ...{ path, count: _count, capacityBytes: Number(_sum.capacityBytes ?? 0), seenAt: _min.seenAt ?? new Date(0) },
  }));
}
