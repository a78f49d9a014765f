import type { DiskProgress, Migration } from '../../contract/migration.ts';
import { bytes, percent, rate } from '../quantities.ts';
import { expectedDowntime } from './forecast.ts';

/** One line that tells where a migration is; equal lines are not worth printing twice. */
export function progressLine(
  migration: Pick<Migration, 'status' | 'stage' | 'forecast'>,
  disks: readonly DiskProgress[],
): string {
  const parts = [`${migration.status}, ${migration.stage}`];
  const done = disks.reduce((total, disk) => total + disk.doneBytes, 0);
  const total = disks.reduce((all, disk) => all + disk.totalBytes, 0);
  const perSecond = disks.reduce((all, disk) => all + disk.bytesPerSecond, 0);
  const [first] = disks;
  if (first !== undefined && done < total) {
    const round = first.kind === 'delta' ? `${first.kind} ${first.round}` : first.kind;
    parts.push(`${round} ${percent(done, total)} of ${bytes(total)} at ${rate(perSecond)}`);
  }
  if (migration.forecast !== null) parts.push(`downtime now ${expectedDowntime(migration.forecast)}`);
  return parts.join('  ');
}
