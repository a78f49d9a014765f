import { setCurrentDetails } from '@temporalio/workflow';
import type { Migration } from '../../contract/migration.ts';

/** What Temporal Web shows on top of a run, in Markdown. */
export function describeRun(migration: Migration): void {
  setCurrentDetails(
    [
      `**${migration.vm.name}** (${migration.vm.ref}): ${migration.stage}, ${migration.status}`,
      migration.strategy === null ? '' : `${migration.strategy}, ${migration.route} route over ${migration.transport}`,
      migration.targetVm === null ? '' : `target: VM ${migration.targetVm.vmid} on ${migration.targetVm.node}`,
      migration.parked === null ? '' : `parked: ${migration.parked.message}\n\n${migration.parked.remedy}`,
      migration.forecast === null
        ? ''
        : `downtime if cut over now: ${Math.round(migration.forecast.downtimeMs / 1000)} s`,
    ]
      .filter((line) => line !== '')
      .join('\n\n'),
  );
}
