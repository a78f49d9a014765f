import type { Migration } from '../../contract/migration.ts';
import { bytes } from '../quantities.ts';
import { printable } from '../table.ts';
import { expectedDowntime } from './forecast.ts';

/** What a cutover will do, before it is confirmed. @param at ISO 8601; undefined: now */
export function whatCutoverDoes(migration: Migration, at: string | undefined): string {
  const { forecast, plan } = migration;
  return [
    `${nameOf(migration)} goes over ${at ?? 'now'}: the source is shut down, the last changes are copied, the target is read back${plan.startTarget ? ' and booted' : ''}.`,
    `downtime            ${
      forecast === null
        ? 'no forecast yet: the baseline has not ended, and the cutover begins after it'
        : `${expectedDowntime(forecast)}; if it began at ${forecast.at}, with ${bytes(forecast.dirtyBytes)} to copy`
    }`,
    ...(forecast?.converging === false
      ? ['                    it does not converge: the guest changes its disks faster than deltas shrink']
      : []),
    `point of no return  ${
      plan.startTarget
        ? 'stage boot, when the target is started. Until then drover cancel goes back and the source is powered on again, and drover undo-cutover does so for a cutover that has parked, and keeps the replica; after it only drover rollback does, which deletes the target with all it has written'
        : 'none: the plan leaves the target off, so drover cancel goes back until the end'
    }`,
  ].join('\n');
}

/** What a rollback will undo. */
export function whatRollbackDoes(migration: Migration): string {
  const { targetVm, pointOfNoReturn, stages } = migration;
  const target = targetVm === null ? 'the target' : `VM ${targetVm.vmid} on ${targetVm.node}`;
  const booted = stages.find(({ name }) => name === 'boot')?.startedAt;
  return [
    `${nameOf(migration)} is rolled back.`,
    `point of no return  stage boot: ${pointOfNoReturn ? `passed${booted === undefined ? '' : ` at ${booted}`}` : 'not passed, drover cancel is what goes back'}`,
    `removed             ${target}, with everything that it has written since it was started`,
    'powered on again    the source, as it was at its shutdown, if it was on before',
  ].join('\n');
}

function nameOf({ vm }: Migration): string {
  return `${printable(vm.name)} (${vm.ref})`;
}
