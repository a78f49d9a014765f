import { forecastNow } from '../../contract/forecastNow.ts';
import { windowOf } from '../../domain/cutoverWindow.ts';
import type { DeltaSituation } from '../../domain/deltaLoop.ts';
import { deltaCount } from '../../domain/keptRounds.ts';
import type { MigrationRun } from './migrationRun.ts';

/** What is known now of a run between two rounds. */
export function deltaSituation(run: MigrationRun): DeltaSituation {
  const { migration, internals } = run;
  const { cutover, delta } = migration.plan;
  const now = Date.now();
  // Without a window it is decided right after the round: the forecast is as it was measured.
  const forecast = windowOf(cutover) === null ? migration.forecast : forecastNow(migration, now);
  return {
    policy: cutover,
    now,
    rounds: Math.min(...migration.disks.map(deltaCount)),
    minimumRounds: delta.minimumRounds,
    intervalMs: delta.intervalSeconds * 1000,
    lastRoundEndedAt: internals.lastRoundEndedAt ?? 0,
    forecastDowntimeMs: forecast?.downtimeP90Ms ?? forecast?.downtimeMs ?? null,
    commandedAt: run.commandedCutoverAt === null ? null : Date.parse(run.commandedCutoverAt),
  };
}
