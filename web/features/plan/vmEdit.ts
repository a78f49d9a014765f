import type { BulkPlan, PlanVmState, VmOverrides } from '../../../contract/bulkPlan.ts';
import { overrideRows } from './overrideRows.ts';

/** Leaves what each VM has. */
export const leave = '*';

/** What is to become of some VMs of a plan. Each field: `leave`, '' for as the plan has it, or a value. */
export type VmEdit = {
  node: string;
  storage: string;
  pool: string;
  strategy: string;
  /** Of one VM alone. */
  name: string;
  vmid: string;
  /** Takes them out of the plan. */
  remove: boolean;
  /** What the VMs have now, by reference: so that somebody else's edit of them is seen. */
  now: Record<string, string>;
};

export function editOf(vms: Pick<PlanVmState, 'ref' | 'overrides'>[]): VmEdit {
  const now = Object.fromEntries(vms.map(({ ref, overrides }) => [ref, shown(overrides)]));
  const [one] = vms;
  if (one === undefined || vms.length > 1) {
    return { node: leave, storage: leave, pool: leave, strategy: leave, name: leave, vmid: leave, remove: false, now };
  }
  const { node = '', storage = '', pool = '', name = '', vmid } = one.overrides.target ?? {};
  const strategy = one.overrides.strategy ?? '';
  return { node, storage, pool, strategy, name, vmid: vmid === undefined ? '' : String(vmid), remove: false, now };
}

/** The VMs of the plan after the edit; those that it does not name stay as they are. */
export function edited(vms: BulkPlan['vms'], refs: ReadonlySet<string>, edit: VmEdit): BulkPlan['vms'] {
  if (edit.remove) return vms.filter(({ ref }) => !refs.has(ref));
  return vms.map((vm) => (refs.has(vm.ref) ? { ref: vm.ref, overrides: apply(vm.overrides, edit) } : vm));
}

export function isVmid(text: string): boolean {
  return text === '' || text === leave || (/^\d{3,9}$/.test(text) && Number(text) >= 100);
}

function apply(overrides: VmOverrides, edit: VmEdit): VmOverrides {
  const target: Record<string, string | number> = { ...overrides.target };
  for (const field of ['node', 'storage', 'pool', 'name', 'vmid'] as const) {
    const value = edit[field].trim();
    if (value === leave) continue;
    if (value === '') delete target[field];
    else target[field] = field === 'vmid' ? Number(value) : value;
  }
  const next: VmOverrides = { ...overrides, target };
  if (Object.keys(target).length === 0) delete next.target;
  if (edit.strategy === '') delete next.strategy;
  if (edit.strategy === 'warm' || edit.strategy === 'cold') next.strategy = edit.strategy;
  return next;
}

function shown(overrides: VmOverrides): string {
  return overrideRows(overrides)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
