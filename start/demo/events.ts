import { bytes, duration, percent, rate } from '../../cli/quantities.ts';
import { expectedDowntime, roundOf } from '../../cli/render/forecast.ts';
import type { DiskProgress, Migration, MigrationDisk, StageRecord } from '../../contract/migration.ts';

/** What is worth a line of its own, between two looks at a migration. */
export function eventsBetween(before: Migration | undefined, after: Migration): string[] {
  return [
    ...after.stages.flatMap((stage, index) => stageEvents(before?.stages[index], stage)),
    ...after.disks.flatMap((disk, index) => roundEvents(before?.disks[index], disk)),
    ...forecastEvents(before, after),
    ...statusEvents(before, after),
  ];
}

/** One line about what is being copied right now; empty while nothing is. */
export function progressLine(migration: Migration, progress: DiskProgress[]): string {
  const disks = progress.filter(({ doneBytes, totalBytes }) => totalBytes > 0 && doneBytes < totalBytes);
  const done = sum(disks.map(({ doneBytes }) => doneBytes));
  const total = sum(disks.map(({ totalBytes }) => totalBytes));
  if (total === 0) return '';
  const bytesPerSecond = sum(disks.map((disk) => disk.bytesPerSecond));
  const filled = Math.floor((20 * done) / total);
  const bar = `${'#'.repeat(filled)}${'.'.repeat(20 - filled)}`;
  return `${migration.stage.padEnd(9)} [${bar}] ${percent(done, total)} of ${bytes(total)}, ${rate(bytesPerSecond)}`;
}

function stageEvents(before: StageRecord | undefined, { name, endedAt, ms, attempts }: StageRecord): string[] {
  const started = before === undefined ? [`${name} ...`] : [];
  const ended = endedAt !== null && !before?.endedAt ? [`${name} done in ${duration(ms ?? 0)}${again(attempts)}`] : [];
  // A stage that was short enough to begin and end between two looks gets one line.
  return ended.length > 0 ? ended : started;
}

function again(attempts: number): string {
  return attempts > 1 ? ` at attempt ${attempts}` : '';
}

function roundEvents(before: MigrationDisk | undefined, { label, rounds }: MigrationDisk): string[] {
  return rounds.slice(before?.rounds.length ?? 0).map((round) => {
    const amounts = `${bytes(round.changedBytes)} changed, ${bytes(round.readBytes)} read, ${bytes(round.writtenBytes)} written`;
    return `  ${label}: ${round.kind} round ${round.round}: ${amounts} in ${duration(round.ms)}`;
  });
}

function forecastEvents(before: Migration | undefined, { forecast, downtime }: Migration): string[] {
  if (forecast === null || downtime !== null || roundOf(forecast) === roundOf(before?.forecast ?? null)) return [];
  const dirty = `${bytes(forecast.dirtyBytes)} dirty at ${rate(forecast.bytesPerSecond)}`;
  return [`  forecast: cut over now and be down for ${expectedDowntime(forecast)} (${dirty})`];
}

function statusEvents(before: Migration | undefined, after: Migration): string[] {
  if (before?.status === after.status) return [];
  const { parked } = after;
  if (after.status === 'parked' && parked !== null) {
    return [`parked in ${parked.stage}: ${parked.message} (${parked.code})`, `  ${parked.remedy}`];
  }
  return after.endedAt === null ? [] : [`migration ${after.status}`];
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
