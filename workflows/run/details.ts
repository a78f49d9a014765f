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
      forecastOf(migration),
    ]
      .filter((line) => line !== '')
      .join('\n\n'),
  );
}

function forecastOf({ forecast }: Migration): string {
  if (forecast === null) return '';
  const { at, downtimeMs, downtimeP90Ms } = forecast;
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;
  const p90 = downtimeP90Ms === undefined ? '' : `, 90 % under ${seconds(downtimeP90Ms)}`;
  return `downtime if cut over at ${at}: ${seconds(downtimeMs)}${p90}`;
}
