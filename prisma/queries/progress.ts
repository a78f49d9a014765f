import type { DiskProgress } from '../../contract/migration.ts';
import type { DiskProgress as ProgressRow } from '../generated/client.ts';

/** A row as the contract has it. */
export function presentProgress(row: ProgressRow): DiskProgress {
  return {
    migrationId: row.migrationId,
    diskId: row.diskId,
    round: row.round,
    kind: row.kind as DiskProgress['kind'],
    doneBytes: Number(row.doneBytes),
    totalBytes: Number(row.totalBytes),
    bytesPerSecond: Number(row.bytesPerSecond),
    at: row.at.toISOString(),
  };
}
