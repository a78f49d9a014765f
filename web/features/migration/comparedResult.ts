import type { Migration } from '../../../contract/migration.ts';
import type { TargetFacts } from '../../../contract/targetFacts.ts';
import type { ComparedHardware } from '../../../contract/targetHardware.ts';
import { comparedHardware } from './comparedHardware.ts';

export type ComparedField =
  | 'name'
  | 'vmid'
  | 'node'
  | 'storage'
  | 'format'
  | 'tags'
  | 'strategy'
  | 'route'
  | 'transport'
  | 'started'
  | 'networks'
  | 'controller'
  | 'nic'
  | 'firmware'
  | 'cpus'
  | 'cpuType'
  | 'memory'
  | 'disk'
  | 'size'
  | 'boot';

/**
 * `same` and `different`: both are known. `chosen`: the plan left it open. `pending`: not made yet. `unread`: the
 * target has not told it. `gone`: the VM is no longer there. `unplanned`: what was planned is not known any more.
 */
export type Comparison = 'same' | 'different' | 'chosen' | 'pending' | 'unread' | 'gone' | 'unplanned';

export interface ComparedRow {
  field: ComparedField;
  /** Which disk, or which slot of the target. */
  of: string | null;
  /** Null: left open. */
  planned: string | null;
  /** Null: nothing is known, see `state`. */
  actual: string | null;
  state: Comparison;
}

/** What was asked for beside what there is now. Facts and hardware are null while the target has not answered. */
export function comparedResult(
  migration: Migration,
  facts: TargetFacts | null,
  hardware: ComparedHardware | null = null,
): ComparedRow[] {
  const { plan, targetVm, disks, guest, endedAt } = migration;
  const { target } = plan;
  const vm = facts?.guests.find(({ vmid }) => vmid === targetVm?.vmid) ?? null;
  const missing: Comparison = targetVm === null ? 'pending' : facts === null ? 'unread' : 'gone';
  const row = (field: ComparedField, planned: string | null, actual: string | null, absent = missing): ComparedRow => ({
    ...{ field, of: null, planned, actual },
    state: actual === null ? absent : planned === null ? 'chosen' : planned === actual ? 'same' : 'different',
  });
  const auto = (value: string) => (value === 'auto' ? null : value);
  const defined = isDefined(migration);
  const wanted = plan.tags.map(asTag);
  const tagged = vm === null ? null : wanted.filter((tag) => vm.tags.includes(tag)).join(', ');
  const placed = disks.flatMap(({ id, label, volume }): ComparedRow[] => {
    const mapped = plan.disks.find(({ diskId }) => diskId === id);
    const planned = mapped?.storage ?? target.storage;
    const storage = row('storage', planned, volume?.split(':')[0] ?? null, 'pending');
    const format =
      mapped?.format && row('format', mapped.format, volume && formatOf(volume), volume ? 'unread' : 'pending');
    return [storage, ...(format ? [format] : [])].map((each) => ({ ...each, of: label }));
  });
  return [
    row('name', target.name ?? null, (defined && vm?.name) || null, defined ? missing : 'pending'),
    row('vmid', target.vmid === undefined ? null : String(target.vmid), targetVm && String(targetVm.vmid)),
    // It may have been moved on since.
    row('node', target.node ?? null, vm?.node ?? targetVm?.node ?? null),
    ...placed,
    ...(wanted.length > 0
      ? [row('tags', wanted.join(', '), defined ? tagged : null, defined ? missing : 'pending')]
      : []),
    row('strategy', plan.strategy, migration.strategy, 'pending'),
    row('route', auto(plan.route), migration.route, 'pending'),
    row('transport', auto(plan.transport), migration.transport, 'pending'),
    row(
      'started',
      yesNo(plan.startTarget),
      guest !== null || endedAt !== null ? yesNo(guest !== null) : null,
      'pending',
    ),
    ...(hardware === null ? unread(plan) : comparedHardware(hardware, disks)),
  ];
}

/** What was planned stands alone until the target has told its hardware. */
function unread({ networks, hardware }: Migration['plan']): ComparedRow[] {
  const row = (field: ComparedField, planned: string | null): ComparedRow => ({
    ...{ field, of: null, planned, actual: null, state: 'unread' },
  });
  const mapped = networks.map(({ network, bridge, vlan }) => `${network} → ${bridge}${vlan ? `.${vlan}` : ''}`);
  return [
    ...(mapped.length > 0 ? [row('networks', mapped.join(', '))] : []),
    row('controller', hardware.controller),
    row('nic', hardware.nic),
    row('firmware', null),
  ];
}

/** Drover adds tags of its own, and those of the plan are written as Proxmox VE allows it. */
function asTag(tag: string): string {
  return tag
    .toLowerCase()
    .replace(/[^a-z0-9_+.-]+/g, '-')
    .replace(/^[^a-z0-9_]+/, '');
}

/** Before that the VM is a shell, which has neither its tags nor its hardware. */
export function isDefined({ stages }: Pick<Migration, 'stages'>): boolean {
  return stages.some(({ name, endedAt }) => name === 'define' && endedAt !== null);
}

/** Volumes on file systems tell their format by their suffix; elsewhere it is not told. */
function formatOf(volume: string): string | null {
  return /\.(raw|qcow2)$/.exec(volume)?.[1] ?? null;
}

function yesNo(value: boolean): 'yes' | 'no' {
  return value ? 'yes' : 'no';
}
