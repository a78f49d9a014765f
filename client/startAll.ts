import type { VmStart } from '../contract/bulkPlan.ts';

/**
 * Starts VMs, asking again for those that a request did not reach, until a request reaches none.
 * @param ask one request; undefined: every VM of the plan
 * @param onTold after each request, with all that is known, and how many VMs of the request it has dealt with or left
 */
export async function startAll(
  ask: (vms: string[] | undefined) => Promise<VmStart[]>,
  wanted: string[] | undefined,
  onTold: (starts: VmStart[], request: { reached: number; left: number }) => void,
): Promise<VmStart[]> {
  const told = new Map<string, VmStart>();
  for (let left = wanted; ; ) {
    const vms = await ask(left);
    for (const vm of vms) told.set(vm.ref, vm);
    const pending = vms.filter(({ outcome }) => outcome === 'pending').map(({ ref }) => ref);
    onTold([...told.values()], { reached: vms.length - pending.length, left: pending.length });
    if (pending.length === 0 || pending.length === vms.length) return [...told.values()];
    left = pending;
  }
}
