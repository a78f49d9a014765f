import { type VmOverrides, vmOverridesSchema } from '../../../contract/bulkPlan.ts';
import type { InventoryVm } from '../../../contract/readiness.ts';
import type { TargetFacts } from '../../../contract/targetFacts.ts';
import type { PlannedVm } from '../newPlan/plannedVm.ts';
import { offersOf } from '../presets/offers.ts';
import { bridgesOf } from './bridgesOf.ts';
import type { TableRow } from './tableOf.ts';

export type Cause =
  | 'broken'
  | 'noVm'
  | 'unknownVm'
  | 'severalVms'
  | 'template'
  | 'twice'
  | 'node'
  | 'storage'
  | 'pool'
  | 'bridge'
  | 'whichNetwork'
  | 'network'
  | 'vmid'
  | 'vmidTaken'
  | 'vmidTwice'
  | 'targetName'
  | 'strategy';

export interface BadRow {
  line: number;
  cause: Cause;
  /** What the cell says. */
  value: string;
  /** What there is instead, where that is known. */
  instead: string[];
}

/** What a row of a file is held against. */
export const vmFields = ['ref', 'name', 'template', 'capacityBytes', 'networks'] as const;
export type KnownVm = Pick<InventoryVm, (typeof vmFields)[number]>;

interface Checked {
  planned: PlannedVm[];
  bad: BadRow[];
}

/** Finds the VM of each row and holds its targets against what the target has. The first cause of a row is told. */
export function checkRows(rows: TableRow[], vms: KnownVm[], facts: TargetFacts): Checked {
  const byRef = new Map(vms.map((vm) => [vm.ref, vm]));
  const byName = Map.groupBy(vms, ({ name }) => name.normalize('NFC').toLowerCase());
  const taken = new Set(facts.guests.map(({ vmid }) => vmid));
  const seen = new Set<string>();
  const ids = new Set<number>();
  const planned: PlannedVm[] = [];
  const bad: BadRow[] = [];
  for (const { line, cells, broken } of rows) {
    const refuse = (cause: Cause, value = '', instead: string[] = []) => void bad.push({ line, cause, value, instead });
    const name = cells.name ?? '';
    const found = cells.ref ? [byRef.get(cells.ref)].filter((vm) => vm !== undefined) : byName.get(name.toLowerCase());
    const [vm, ...others] = found ?? [];
    if (broken) refuse('broken');
    else if (!cells.ref && name === '') refuse('noVm');
    else if (vm === undefined) refuse('unknownVm', cells.ref ?? name);
    else if (others.length > 0) {
      refuse(
        'severalVms',
        name,
        (found ?? []).map(({ ref }) => ref),
      );
    } else if (vm.template) refuse('template', vm.name);
    else if (seen.has(vm.ref)) refuse('twice', vm.name);
    else {
      seen.add(vm.ref);
      const wanted = overridesOf(cells, vm, facts);
      const vmid = wanted.overrides?.target?.vmid;
      if (wanted.overrides === undefined) refuse(...wanted.why);
      else if (vmid !== undefined && taken.has(vmid)) refuse('vmidTaken', String(vmid));
      else if (vmid !== undefined && ids.has(vmid)) refuse('vmidTwice', String(vmid));
      else {
        if (vmid !== undefined) ids.add(vmid);
        const { ref, capacityBytes } = vm;
        planned.push({ ref, name: vm.name, capacityBytes, overrides: wanted.overrides });
      }
    }
  }
  return { planned, bad };
}

type Wanted =
  | { overrides: VmOverrides }
  | { overrides?: undefined; why: [cause: Cause, value: string, instead?: string[]] };

function overridesOf(cells: TableRow['cells'], vm: KnownVm, facts: TargetFacts): Wanted {
  const { node, storage, pool, bridge, vmid, targetName, strategy } = cells;
  const offers = offersOf(facts, node ?? '');
  const missing = (value: string | undefined, offered: string[]) => value !== undefined && !offered.includes(value);
  if (missing(node, offers.nodes)) return { why: ['node', node ?? '', offers.nodes] };
  if (missing(storage, offers.storages)) return { why: ['storage', storage ?? '', offers.storages] };
  if (missing(pool, offers.pools)) return { why: ['pool', pool ?? '', offers.pools] };
  const networks = bridge === undefined ? [] : bridgesOf(bridge, vm.networks);
  if (networks === null) return { why: ['whichNetwork', bridge ?? '', vm.networks ?? []] };
  const stray = networks.find(({ network }) => vm.networks !== undefined && !vm.networks.includes(network));
  if (stray) return { why: ['network', stray.network, vm.networks] };
  const bad = networks.find((row) => missing(row.bridge, offers.bridges));
  if (bad) return { why: ['bridge', bad.bridge, offers.bridges] };
  const target = { node, storage, pool, name: targetName, vmid: vmid === undefined ? undefined : Number(vmid) };
  if (!vmOverridesSchema.safeParse({ target: { vmid: target.vmid } }).success) return { why: ['vmid', vmid ?? ''] };
  if (targetName !== undefined && !/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i.test(targetName)) {
    return { why: ['targetName', targetName] };
  }
  const way = strategy?.toLowerCase();
  if (way !== undefined && way !== 'warm' && way !== 'cold') return { why: ['strategy', strategy ?? ''] };
  const given = Object.fromEntries(Object.entries(target).filter(([, value]) => value !== undefined));
  return {
    overrides: {
      ...(Object.keys(given).length > 0 ? { target: given } : {}),
      ...(networks.length > 0 ? { networks } : {}),
      ...(way === undefined ? {} : { strategy: way }),
    },
  };
}
