import type { Finding } from '../../contract/finding.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import type { VmSummary } from '../../contract/vm.ts';
import { targetName } from '../mapping.ts';
import { blocker, info, warning, when } from '../preflight/finding.ts';
import { inventoryFindings } from '../readiness.ts';

/** One VM of a plan, and what is known of it without asking anybody. */
export interface PlannedVm {
  ref: string;
  plan: MigrationPlan;
  /** As last seen; null: the inventory does not have it. */
  seen: VmSummary | null;
  openMigrationId: string | null;
  /** The migration by which this plan has moved it already. */
  movedBy: string | null;
}

/** What the inventory tells already. Codes are those of preflight where the finding is the same. */
export function plannedFindings({ ref, plan, seen, openMigrationId, movedBy }: PlannedVm): Finding[] {
  if (movedBy !== null) {
    return [
      info('plan.vm-moved', seen?.name ?? ref, `Migration ${movedBy} has moved it.`, 'Starting leaves it alone.'),
    ];
  }
  if (seen === null) {
    const remedy = 'Refresh the inventory; when the VM is gone, take it out of the plan.';
    return [blocker('plan.vm-missing', ref, 'The inventory does not have this VM.', remedy)];
  }
  const { name } = seen;
  return [
    ...when([
      openMigrationId !== null,
      () =>
        blocker('vm.already-migrating', name, `Migration ${openMigrationId} is open.`, 'Follow, finish or cancel it.'),
    ]),
    ...inventoryFindings(seen, plan.shutdown.onTimeout),
    ...networkFindings(plan, seen),
  ];
}

function networkFindings(plan: MigrationPlan, { name, networks }: VmSummary): Finding[] {
  if (networks === undefined) {
    const evidence = 'The inventory does not tell yet which networks it is in.';
    return [info('plan.networks-unseen', name, evidence, 'Refresh the inventory.')];
  }
  return networks
    .filter((network) => !plan.networks.some((row) => row.network === network))
    .map((network) =>
      blocker(
        'network.unmapped',
        name,
        `Its network "${network}" has no bridge in preset or overrides.`,
        'Add a row for the network to the preset.',
      ),
    );
}

/** What only shows when VMs are looked at together: names and ids taken twice, and room for all of them. */
export function togetherFindings(vms: PlannedVm[], facts: TargetFacts | null): Finding[] {
  return [...sameNames(vms), ...sameIds(vms), ...(facts === null ? [] : roomFindings(vms, facts))];
}

function sameNames(vms: PlannedVm[]): Finding[] {
  const byName = Map.groupBy(
    vms.filter((vm) => vm.seen !== null),
    ({ plan, seen }) => targetName(plan, { name: seen?.name ?? '' }),
  );
  return shared(byName).map(([name, refs]) =>
    warning(
      'plan.name-twice',
      name,
      `${refs.join(', ')} would have this name on the target.`,
      'Give all but one a `target.name` of its own.',
    ),
  );
}

function sameIds(vms: PlannedVm[]): Finding[] {
  const byId = Map.groupBy(
    vms.filter(({ plan }) => plan.target.vmid !== undefined),
    ({ plan }) => String(plan.target.vmid),
  );
  return shared(byId).map(([vmid, refs]) =>
    blocker('plan.vmid-twice', vmid, `${refs.join(', ')} want this id.`, 'Change or leave out `target.vmid`.'),
  );
}

function shared(groups: Map<string, PlannedVm[]>): [string, string[]][] {
  return [...groups].filter(([, vms]) => vms.length > 1).map(([key, vms]) => [key, vms.map(({ ref }) => ref)]);
}

/** By whole capacity, as if no disk were thin, and only where all disks of a VM go to one storage. */
function roomFindings(vms: PlannedVm[], facts: TargetFacts): Finding[] {
  const wanted = new Map<string, number>();
  for (const { plan, seen, openMigrationId, movedBy } of vms) {
    if (seen === null || openMigrationId !== null || movedBy !== null || plan.disks.length > 0) continue;
    wanted.set(plan.target.storage, (wanted.get(plan.target.storage) ?? 0) + seen.capacityBytes);
  }
  return [...wanted].flatMap(([storage, bytes]) => {
    const rooms = facts.storages.filter(({ name }) => name === storage);
    // A shared storage is listed once a node; local ones of that name add up.
    const free = rooms.some((room) => room.shared)
      ? Math.max(...rooms.map((room) => room.availableBytes))
      : rooms.reduce((sum, room) => sum + room.availableBytes, 0);
    if (rooms.length === 0 || bytes <= free) return [];
    const evidence = `The disks that go there have ${gibibytes(bytes)} in all, ${gibibytes(free)} are free.`;
    return [warning('plan.storage-room', storage, evidence, 'Spread the VMs over storages, or move them in turns.')];
  });
}

function gibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 ** 3)} GiB`;
}
