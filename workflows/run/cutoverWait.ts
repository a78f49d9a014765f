import type { Finding } from '../../contract/finding.ts';
import { obstacles } from '../../domain/automaticCutover.ts';
import { windowMissed, windowOf } from '../../domain/cutoverWindow.ts';
import { cutoverWaits, cutoverWaitsCode, withoutWait } from '../../domain/waitFinding.ts';
import { cutoverWindowMissed, windowMissedCode } from '../../domain/windowFinding.ts';
import { deltaSituation } from './deltaSituation.ts';
import type { MigrationRun } from './migrationRun.ts';

/** The finding that tells why the run does not cut over by itself now. None after the last round, or once commanded. */
export function waitFindings(run: MigrationRun): Finding[] {
  const { stage, vm } = run.migration;
  if (stage === 'final' || run.commandedCutoverAt !== null) return [];
  const finding = cutoverWaits(vm.name, obstacles(deltaSituation(run)));
  return finding === null ? [] : [finding];
}

/** What a window changes between two rounds: that it opened, and that it closed. */
export function tellWindow(run: MigrationRun): void {
  const { plan, vm, findings } = run.migration;
  const { cutover } = plan;
  // Runs of earlier releases have told nothing here: with a window alone there is something to tell.
  if (windowOf(cutover) === null || cutover.mode === 'manual') return;
  if (cutover.mode === 'auto') renewWaitFinding(run);
  if (run.commandedCutoverAt !== null || !windowMissed(cutover, Date.now())) return;
  if (findings.some(({ code }) => code === windowMissedCode)) return;
  run.addFinding(cutoverWindowMissed(vm.name, cutover.until ?? ''));
}

function renewWaitFinding(run: MigrationRun): void {
  const told = run.migration.findings.find(({ code }) => code === cutoverWaitsCode);
  const due = waitFindings(run);
  if (told?.evidence === due[0]?.evidence) return;
  run.change((migration) => {
    migration.findings = [...withoutWait(migration.findings), ...due];
  });
}
