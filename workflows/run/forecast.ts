import { noSamples } from '../../domain/durations.ts';
import { forecastDowntime } from '../../domain/forecast.ts';
import { forecastCodes, forecastFindings } from '../../domain/forecastFindings.ts';
import { roundTotals } from '../../domain/keptRounds.ts';
import { waitFindings } from './cutoverWait.ts';
import { type MigrationRun, now } from './migrationRun.ts';

/** Works out "downtime if you cut over now" after a round. */
export function updateForecast(run: MigrationRun): void {
  const { internals } = run;
  const { plan, disks, vm } = run.migration;
  const snapshotAt = internals.snapshotAt ?? Date.now();
  const forecast = forecastDowntime({
    at: now(),
    rounds: disks.map((disk) => disk.rounds),
    totals: disks.map(roundTotals),
    sinceSnapshotMs: Date.now() - snapshotAt,
    lastIntervalMs: internals.previousSnapshotAt == null ? null : snapshotAt - internals.previousSnapshotAt,
    history: internals.durations ?? noSamples,
    boots: plan.startTarget,
    capacityBytes: disks.reduce((sum, disk) => sum + disk.capacityBytes, 0),
  });
  run.change((migration) => {
    migration.forecast = forecast;
    const others = migration.findings.filter((finding) => !forecastCodes.includes(finding.code));
    migration.findings = [...others, ...forecastFindings(vm.name, forecast, plan.cutover), ...waitFindings(run)];
  });
}
