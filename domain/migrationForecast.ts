import type { Migration } from '../contract/migration.ts';
import type { ForecastBasis, VmForecast } from '../contract/vmForecast.ts';
import { atFirstAttempt, type DurationSamples, samplesOf, scaled, verifyDurations, withAssumed } from './durations.ts';
import { quantile, sumOf, type Weighted } from './quantiles.ts';

/** What ended migrations tell of one that has not begun. */
export interface MigrationHistory {
  migrations: number;
  parts: DurationSamples;
  /** Baselines that needed one attempt. */
  copies: { bytes: number; ms: number }[];
  /** Whole final rounds of warm migrations. Milliseconds. */
  finalMs: number[];
}

export interface PlannedMigration {
  strategy: VmForecast['strategy'];
  capacityBytes: number;
  /** Whether the target is started. */
  boots: boolean;
  /** Of the plan; absent: none. */
  bytesPerSecond?: number;
}

const assumedCopyBytesPerSecond = 100 * 1024 * 1024;

export function historyOf(completed: readonly Migration[]): MigrationHistory {
  const history: MigrationHistory = {
    migrations: completed.length,
    parts: samplesOf(completed),
    copies: [],
    finalMs: [],
  };
  for (const { stages, disks, strategy } of completed) {
    const bytes = disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
    const baseline = atFirstAttempt(stages, 'baseline');
    if (baseline !== null && bytes > 0) history.copies.push({ bytes, ms: baseline.ms });
    const final = atFirstAttempt(stages, 'final');
    if (strategy === 'warm' && final !== null) history.finalMs.push(final.ms);
  }
  return history;
}

export function basisOf({ migrations, parts, copies, finalMs }: MigrationHistory): ForecastBasis {
  return {
    migrations,
    copies: copies.length,
    shutdowns: parts.shutdownMs.length,
    finals: finalMs.length,
    verifications: parts.verify.length,
    boots: parts.bootMs.length,
  };
}

/**
 * Each part is a distribution of what was measured; copying and reading back are scaled to the VM's size from those that
 * are nearest. Warm: the copy goes on while the VM runs, and the last round is as long as last rounds were.
 */
export function forecastMigration(
  planned: PlannedMigration,
  history: MigrationHistory,
): Pick<VmForecast, 'duration' | 'downtime'> {
  const { strategy, capacityBytes, boots } = planned;
  const copy = copyDurations(planned, history.copies);
  const last = strategy === 'cold' ? copy : withAssumed(history.finalMs, 'roundOverheadMs');
  const downtime = sumOf([
    withAssumed(history.parts.shutdownMs, 'shutdownMs'),
    last,
    verifyDurations(history.parts.verify, capacityBytes),
    ...(boots ? [withAssumed(history.parts.bootMs, 'bootMs')] : []),
  ]);
  return { downtime: spanOf(downtime), duration: spanOf(strategy === 'cold' ? downtime : sumOf([copy, downtime])) };
}

function copyDurations(
  { capacityBytes, bytesPerSecond }: PlannedMigration,
  copies: MigrationHistory['copies'],
): Weighted[] {
  const leastMs = bytesPerSecond === undefined ? 0 : (capacityBytes / bytesPerSecond) * 1000;
  const measured = scaled(copies, capacityBytes);
  const durations = measured.length > 0 ? measured : [(capacityBytes / assumedCopyBytesPerSecond) * 1000];
  return durations.map((ms) => ({ value: Math.max(ms, leastMs), weight: 1 }));
}

function spanOf(values: Weighted[]): VmForecast['downtime'] {
  return { medianMs: Math.round(quantile(values, 0.5)), p90Ms: Math.round(quantile(values, 0.9)) };
}
