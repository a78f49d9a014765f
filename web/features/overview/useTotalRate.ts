import { useQueries } from '@tanstack/react-query';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { migrationProgress } from '../../api/migrationQueries.ts';
import { isMoving } from '../../api/stageProgress.ts';
import { useNow } from '../../format/useNow.ts';

/** Bytes a second of all disks that move now; the events that keep each migration's progress keep this. */
export function useTotalRate(open: MigrationSummary[]): number {
  const now = useNow();
  const all = useQueries({ queries: open.map(({ id }) => ({ ...migrationProgress(id), enabled: false })) });
  return all
    .flatMap(({ data }) => data ?? [])
    .filter((disk) => isMoving(disk, now))
    .reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
}
