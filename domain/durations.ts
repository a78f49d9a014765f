import type { Migration } from '../contract/migration.ts';
import type { Weighted } from './quantiles.ts';

/** How long parts of the downtime took in migrations that have ended. Milliseconds, newest first. */
export interface DurationSamples {
  /** From the order to shut down until the VM was off. */
  shutdownMs: number[];
  /** Snapshot, change query and flush of the final round, without its copying. */
  roundOverheadMs: number[];
  /** Reading volumes back. */
  verify: { bytes: number; ms: number }[];
  /** From the definition of the target VM until its guest answered. */
  bootMs: number[];
}

export const noSamples: DurationSamples = { shutdownMs: [], roundOverheadMs: [], verify: [], bootMs: [] };

/** What stands in as long as an instance has not seen five of its own: many guests are quick, some are very slow. */
const assumed = {
  shutdownMs: [4000, 8000, 15_000, 30_000, 90_000],
  roundOverheadMs: [1000, 2000, 3000, 5000, 15_000],
  bootMs: [8000, 12_000, 20_000, 40_000, 120_000],
};
const enough = 5;
/** Newest ended migrations whose durations count. */
export const learntMigrations = 40;
/** Reading back is local to the target; measured rates replace this. */
const assumedVerifyBytesPerSecond = 150 * 1024 * 1024;
/** Samples that are nearest in size speak for a disk. */
const nearestSamples = 20;

/** Takes from ended migrations what can be compared: stages that needed one attempt, of VMs that ran. */
export function samplesOf(migrations: readonly Migration[]): DurationSamples {
  const samples: DurationSamples = { shutdownMs: [], roundOverheadMs: [], verify: [], bootMs: [] };
  for (const { stages, downtime, disks, guest } of migrations) {
    const stage = (name: Migration['stage']) => atFirstAttempt(stages, name);
    const quiesce = stage('quiesce');
    if (quiesce !== null && downtime !== null) samples.shutdownMs.push(quiesce.ms);
    const final = stage('final');
    const rounds = disks.map((disk) => disk.rounds.findLast((round) => round.kind === 'final' && !round.full));
    if (final !== null && rounds.length > 0 && rounds.every((round) => round !== undefined)) {
      samples.roundOverheadMs.push(Math.max(0, final.ms - Math.max(...rounds.map((round) => round.ms))));
    }
    const verify = stage('verify');
    if (verify !== null) {
      samples.verify.push({ bytes: disks.reduce((sum, disk) => sum + disk.capacityBytes, 0), ms: verify.ms });
    }
    const define = stage('define');
    if (define !== null && stage('boot') !== null && guest !== null && downtime?.to != null) {
      samples.bootMs.push(Math.max(0, Date.parse(downtime.to) - Date.parse(define.startedAt)));
    }
  }
  return samples;
}

/** A stage that needed one attempt and has ended, else null. */
export function atFirstAttempt(stages: Migration['stages'], name: Migration['stage']) {
  const record = stages.find((one) => one.name === name);
  return record?.ms != null && record.attempts === 1 ? { ...record, ms: record.ms } : null;
}

/** What was measured; assumptions count less with each measurement, and nothing from the fifth on. */
export function withAssumed(measured: readonly number[], part: keyof typeof assumed): Weighted[] {
  const weight = Math.max(0, enough - measured.length) / enough;
  return [...measured.map((value) => ({ value, weight: 1 })), ...assumed[part].map((value) => ({ value, weight }))];
}

/** Reading so many bytes back, from the migrations that are nearest in size. */
export function verifyDurations(samples: DurationSamples['verify'], bytes: number): Weighted[] {
  const measured = scaled(samples, bytes);
  const durations = measured.length > 0 ? measured : [500 + (bytes / assumedVerifyBytesPerSecond) * 1000];
  return durations.map((value) => ({ value, weight: 1 }));
}

/** How long so many bytes would take, by each of the samples that are nearest in size. Milliseconds. */
export function scaled(samples: readonly { bytes: number; ms: number }[], bytes: number): number[] {
  const usable = samples.filter((sample) => sample.bytes > 0);
  const distance = (sample: { bytes: number }) => Math.abs(Math.log(sample.bytes / Math.max(1, bytes)));
  const nearest = usable.toSorted((a, b) => distance(a) - distance(b)).slice(0, nearestSamples);
  return nearest.map((sample) => sample.ms * (bytes / sample.bytes));
}
