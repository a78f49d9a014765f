import type { MigrationPlan } from '../contract/plan.ts';
import type { TargetFacts, TargetStorage } from '../contract/targetFacts.ts';
import type { DiskSpec, NicSpec, VmSpec } from '../contract/vm.ts';
import { bootEntries } from './bootEntries.ts';
import { dnsName } from './names.ts';
import { osTypeOf } from './osType.ts';
import type { DefinedNic, VmDefinition } from './vmDefinition.ts';

/** Where one disk goes. */
export interface DiskPlacement {
  diskId: string;
  /** Position in the target VM, boot disk first. */
  index: number;
  storage: string;
  format: 'raw' | 'qcow2';
}

/** The node that the plan names, or the only one online; null when that is not clear. */
export function chooseNode(plan: MigrationPlan, facts: TargetFacts): string | null {
  if (plan.target.node !== undefined) return plan.target.node;
  const online = facts.nodes.filter((node) => node.online);
  return online.length === 1 ? (online[0]?.name ?? null) : null;
}

export function storageOf(plan: MigrationPlan, diskId: string): string {
  return plan.disks.find((disk) => disk.diskId === diskId)?.storage ?? plan.target.storage;
}

export function findStorage(facts: TargetFacts, node: string, name: string): TargetStorage | undefined {
  return facts.storages.find((storage) => storage.node === node && storage.name === name);
}

/**
 * Disks in boot order: those that the firmware is told to try first, then lowest controller and unit, as it would do by
 * itself.
 */
export function bootOrder({ disks, bootDisks }: Pick<VmSpec, 'disks' | 'bootDisks'>): DiskSpec[] {
  const told = (disk: DiskSpec) => (bootDisks.includes(disk.key) ? bootDisks.indexOf(disk.key) : bootDisks.length);
  const rank = { ide: 0, sata: 1, scsi: 2, nvme: 3, nvdimm: 4 } as const;
  return [...disks].sort(
    (a, b) =>
      told(a) - told(b) || rank[a.bus] - rank[b.bus] || a.busNumber - b.busNumber || a.unit - b.unit || a.key - b.key,
  );
}

export function placeDisks(plan: MigrationPlan, vm: VmSpec, facts: TargetFacts, node: string): DiskPlacement[] {
  return bootOrder(vm).map((disk, index) => {
    const storage = storageOf(plan, disk.id);
    const wanted = plan.disks.find((mapping) => mapping.diskId === disk.id)?.format;
    const preferred = findStorage(facts, node, storage)?.formats[0] ?? 'raw';
    return { diskId: disk.id, index, storage, format: wanted ?? preferred };
  });
}

/** Controller model on the target. `keep` presents what the guest has a driver for. */
export function mapController(
  plan: MigrationPlan,
  vm: Pick<VmSpec, 'disks' | 'bootDisks'>,
): VmDefinition['controller'] {
  if (plan.hardware.controller === 'virtio') return 'virtio';
  const boot = bootOrder(vm)[0];
  if (boot === undefined) return 'pvscsi';
  if (boot.controller === 'pvscsi') return 'pvscsi';
  if (boot.bus === 'sata' || boot.bus === 'ide') return 'sata';
  // Proxmox VE attaches no disk as NVMe; its guests carry virtio-scsi since NVMe-era kernels do.
  if (boot.bus === 'nvme') return 'virtio';
  return 'lsi';
}

export function mapNic(plan: MigrationPlan, nic: NicSpec): DefinedNic | null {
  const mapping = plan.networks.find((network) => network.network === nic.network);
  if (mapping === undefined) return null;
  const kept = nic.model === 'e1000' || nic.model === 'e1000e' ? nic.model : 'vmxnet3';
  return {
    model: plan.hardware.nic === 'virtio' ? 'virtio' : kept,
    mac: nic.mac,
    bridge: mapping.bridge,
    vlan: mapping.vlan,
    connected: nic.connected,
  };
}

export function targetName(plan: MigrationPlan, vm: { name: string }): string {
  return dnsName(plan.target.name ?? vm.name);
}

export interface DefinitionInputs {
  migrationId: string;
  plan: MigrationPlan;
  vm: VmSpec;
  volumes: { diskId: string; volume: string; index: number }[];
  issuedBy: string;
}

/** The VM to define on the target. Networks without a mapping are left out: preflight refuses them before. */
export function mapVm(inputs: DefinitionInputs): VmDefinition {
  const { plan, vm } = inputs;
  const nics = vm.nics.flatMap((nic) => {
    const mapped = mapNic(plan, nic);
    return mapped === null ? [] : [{ key: nic.key, mapped }];
  });
  const disks = [...inputs.volumes].sort((a, b) => a.index - b.index);
  return {
    migrationId: inputs.migrationId,
    name: targetName(plan, vm),
    description: `Moved from ${vm.path}/${vm.name} by Drover, requested by ${inputs.issuedBy}.`,
    uuid: vm.uuid,
    firmware: vm.firmware,
    secureBoot: vm.secureBoot,
    efiStorage: plan.target.storage,
    cpus: vm.cpus,
    coresPerSocket: vm.coresPerSocket,
    cpuType: plan.hardware.cpuType,
    memoryMiB: vm.memoryMiB,
    guestFamily: vm.guest.family,
    osType: osTypeOf(vm.guest.id, vm.guest.family),
    controller: mapController(plan, vm),
    disks: disks.map(({ volume, index }) => ({ volume, index })),
    nics: nics.map(({ mapped }) => mapped),
    boot: bootEntries(
      vm,
      disks.map(({ diskId }) => diskId),
      nics.map(({ key }) => key),
    ),
    tags: plan.tags,
    startOnBoot: false,
  };
}
