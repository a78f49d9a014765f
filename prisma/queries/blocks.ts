import type { DiskBlocks } from '../../contract/blockMap.ts';
import type { Queries } from '../database.ts';

/** Block maps of a migration's disks, as last told. */
export async function listBlocks(queries: Queries, migrationId: string): Promise<DiskBlocks[]> {
  const rows = await queries.diskBlocks.findMany({ where: { migrationId }, orderBy: { diskId: 'asc' } });
  return rows.map(({ diskId, round, kind, capacityBytes, cellBytes, cells, at }) => ({
    ...{ diskId, round, kind: kind as DiskBlocks['kind'], cells, at: at.toISOString() },
    ...{ capacityBytes: Number(capacityBytes), cellBytes: Number(cellBytes) },
  }));
}
