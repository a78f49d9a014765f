import type { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import type { Data } from '../vim/values.ts';
import { deviceList } from './deviceList.ts';
import { fileStem, type Machine } from './machine.ts';

/** `VirtualMachine.config`, or the configuration that a snapshot froze; undefined for an inaccessible machine. */
export function machineConfig(machine: Machine, snapshot?: MachineSnapshot): Data | undefined {
  const { spec } = machine;
  if (spec.inaccessible === true) return undefined;
  const unlimited = {
    reservation: 0,
    expandableReservation: false,
    limit: -1,
    shares: { shares: 1000, level: 'normal' },
  };
  return {
    $type: 'VirtualMachineConfigInfo',
    changeVersion: machine.changeVersion.toISOString(),
    modified: machine.changeVersion,
    name: machine.name,
    guestFullName: spec.guestFullName,
    version: spec.hardwareVersion,
    uuid: machine.uuid,
    instanceUuid: machine.instanceUuid,
    template: spec.template ?? false,
    guestId: spec.guestId,
    alternateGuestName: '',
    annotation: machine.annotation,
    files: fileInfo(machine),
    tools: { toolsVersion: spec.tools === 'notInstalled' ? 0 : 12389, toolsUpgradePolicy: 'manual' },
    flags: { enableLogging: true, snapshotPowerOffBehavior: 'powerOff', diskUuidEnabled: false },
    defaultPowerOps: { powerOffType: 'soft', suspendType: 'hard', resetType: 'soft' },
    hardware: {
      numCPU: spec.cpus,
      numCoresPerSocket: spec.coresPerSocket ?? 1,
      memoryMB: spec.memoryMiB,
      virtualICH7MPresent: false,
      virtualSMCPresent: false,
      device: deviceList(machine, snapshot),
    },
    cpuAllocation: unlimited,
    memoryAllocation: unlimited,
    memoryHotAddEnabled: false,
    cpuHotAddEnabled: false,
    extraConfig: [...extraConfig(machine)].map(([key, value]) => ({ key, value })),
    datastoreUrl: [{ name: machine.placement.datastore.spec.name, url: machine.placement.datastore.url }],
    swapPlacement: 'inherit',
    bootOptions: {
      bootDelay: 0,
      enterBIOSSetup: false,
      efiSecureBootEnabled: spec.secureBoot ?? false,
      bootRetryEnabled: false,
      bootOrder: bootOrder(machine),
    },
    vAssertsEnabled: false,
    changeTrackingEnabled: machine.changeTracking,
    firmware: spec.firmware,
    guestAutoLockEnabled: true,
    memoryReservationLockedToMax: false,
    nestedHVEnabled: false,
    messageBusTunnelEnabled: false,
    keyId:
      spec.encryptedHome === true || spec.tpm === true
        ? { keyId: `key-${machine.uuid}`, providerId: { id: 'lab-kms' } }
        : undefined,
  };
}

function bootOrder({ spec, disks }: Machine): Data[] | undefined {
  if (spec.bootDisks === undefined) return undefined;
  const keys = spec.bootDisks.flatMap((index) => disks[index]?.key ?? []);
  return [
    { $type: 'VirtualMachineBootOptionsBootableEthernetDevice', deviceKey: 4000 },
    { $type: 'VirtualMachineBootOptionsBootableCdromDevice' },
    ...keys.map((deviceKey) => ({ $type: 'VirtualMachineBootOptionsBootableDiskDevice', deviceKey })),
  ];
}

export function fileInfo(machine: Machine): Data {
  const directory = `[${machine.placement.datastore.spec.name}] ${machine.directory}`;
  return {
    vmPathName: `${directory}/${fileStem(machine.spec.name)}.vmx`,
    snapshotDirectory: `${directory}/`,
    suspendDirectory: `${directory}/`,
    logDirectory: `${directory}/`,
  };
}

/** What the administrator set, and what change tracking adds. */
export function extraConfig(machine: Machine): Map<string, string> {
  const entries = new Map(machine.extraConfig);
  if (machine.changeTracking) entries.set('ctkEnabled', 'TRUE');
  for (const disk of machine.disks) {
    if (disk.epoch !== undefined) entries.set(`${disk.address}.ctkEnabled`, 'TRUE');
  }
  return entries;
}
