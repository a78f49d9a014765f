import type { PlanVmState } from '../../../contract/bulkPlan.ts';
import type { CheckedVm } from './usePlanCheck.ts';

/** What VMs of a plan are picked by. */
export const vmStates = ['notStarted', 'open', 'attention', 'moved', 'blocked', 'ready', 'different'] as const;
export type VmState = (typeof vmStates)[number];

export function fits(vm: PlanVmState, checked: CheckedVm | undefined, search: string, state: VmState | ''): boolean {
  const words = search.trim().toLowerCase();
  if (words !== '' && !`${vm.name ?? ''} ${vm.ref}`.toLowerCase().includes(words)) return false;
  return state === '' || is(state, vm, checked);
}

function is(state: VmState, { migration, overrides }: PlanVmState, checked: CheckedVm | undefined): boolean {
  const status = migration?.status;
  const ended = status === 'completed' || status === 'cancelled' || status === 'rolled-back';
  switch (state) {
    case 'notStarted':
      return migration === null;
    case 'open':
      return migration !== null && !ended;
    case 'attention':
      return status === 'parked' || status === 'holding';
    case 'moved':
      return status === 'completed';
    case 'blocked':
      return checked !== undefined && !checked.ready;
    case 'ready':
      return checked?.ready === true;
    case 'different':
      return Object.keys(overrides).length > 0;
  }
}
