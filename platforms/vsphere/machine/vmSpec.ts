import type { DiskSpec, NicSpec, VmSpec } from '../../../contract/vm.ts';
import { isTrackingSnapshot } from '../../../domain/names.ts';
import { readBootSequence } from '../devices/bootSequence.ts';
import { type Disk, readDisks } from '../devices/disks.ts';
import type { NetworkNames } from '../devices/networkNames.ts';
import { readNics } from '../devices/nics.ts';
import { hasVirtualTpm, readPassthrough } from '../devices/passthrough.ts';
import { decodeName, type Place } from '../inventory/ancestors.ts';
import { readSnapshotTree } from '../snapshots/snapshotTree.ts';
import { child, flag, list, number, text } from '../values/value.ts';
import { readPower } from './configuration.ts';
import { guestFamily } from './guestFamily.ts';
import { readTools } from './tools.ts';

export interface Surroundings {
  place: Place;
  host: string;
  /** By managed object id. */
  datastores: Map<string, { name: string; type: string }>;
  networks: NetworkNames;
}

/** Puts a VM's properties (vmPaths) and what is around it into Drover's words. */
export function readVmSpec(ref: string, properties: ReadonlyMap<string, unknown>, around: Surroundings): VmSpec {
  const at = (path: string): unknown => properties.get(path);
  const devices = list(at('config.hardware.device'));
  const summary = at('summary.config');
  const guestId = text(at('config.guestId')) ?? text(summary, 'guestId') ?? '';
  const snapshots = readSnapshotTree(child(at('snapshot'), 'rootSnapshotList'));
  const bootSequence = readBootSequence(at('config.bootOptions'));
  const ftState = text(at('runtime.faultToleranceState')) ?? '';
  return {
    ref,
    name: decodeName(text(at('name')) ?? ''),
    uuid: text(at('config.uuid')) ?? text(summary, 'uuid') ?? '',
    instanceUuid: text(at('config.instanceUuid')) ?? text(summary, 'instanceUuid') ?? '',
    path: around.place.path,
    datacenter: around.place.datacenter,
    host: around.host,
    guest: {
      id: guestId,
      fullName: text(at('config.guestFullName')) ?? text(summary, 'guestFullName') ?? '',
      family: guestFamily(guestId, text(at('guest.guestFamily'))),
    },
    firmware: text(at('config.firmware')) === 'efi' ? 'uefi' : 'bios',
    secureBoot: flag(at('config.bootOptions'), 'efiSecureBootEnabled') === true,
    vtpm: hasVirtualTpm(devices) || flag(summary, 'tpmPresent') === true,
    hardwareVersion: Number(/^vmx-(\d+)$/.exec(text(at('config.version')) ?? '')?.[1] ?? 0),
    cpus: number(at('config.hardware.numCPU')) ?? number(summary, 'numCpu') ?? 0,
    coresPerSocket: number(at('config.hardware.numCoresPerSocket')) ?? 1,
    memoryMiB: number(at('config.hardware.memoryMB')) ?? number(summary, 'memorySizeMB') ?? 0,
    power: readPower(text(at('runtime.powerState'))),
    tools: readTools(text(at('guest.toolsRunningStatus')), text(at('guest.toolsVersionStatus2'))),
    disks: readDisks(devices).map((disk) => diskSpec(disk, around)),
    bootDisks: bootSequence.flatMap((device) => (device.kind === 'disk' ? device.key : [])),
    bootSequence,
    nics: nicSpecs(devices, around.networks),
    changeTracking: {
      supported: flag(at('capability.changeTrackingSupported')) === true,
      enabled:
        flag(at('config.changeTrackingEnabled')) === true && !snapshots.some(({ name }) => isTrackingSnapshot(name)),
    },
    snapshots: snapshots.map(({ ref: { $value }, name, createdAt }) => ({ ref: $value, name, createdAt })),
    connection: readConnection(text(at('runtime.connectionState'))),
    template: flag(at('config.template')) ?? flag(summary, 'template') ?? false,
    faultTolerant: child(at('config.ftInfo'), 'role') !== undefined || !['', 'notConfigured'].includes(ftState),
    encrypted: at('config.keyId') !== undefined,
    consolidationNeeded: flag(at('runtime.consolidationNeeded')) === true,
    question: text(at('runtime.question'), 'text') ?? null,
    passthrough: readPassthrough(devices),
    disabledMethods: list(at('disabledMethod')).map((method) => text(method) ?? ''),
    annotation: text(at('config.annotation')) ?? '',
  };
}

function diskSpec(disk: Disk, around: Surroundings): DiskSpec {
  const {
    datastoreRef,
    changeId: _changeId,
    parents: _parents,
    split: _split,
    controllerClass: _class,
    ...spec
  } = disk;
  const datastore = datastoreRef && around.datastores.get(datastoreRef.$value);
  const named = /^\[([^\]]*)\]/.exec(disk.file)?.[1];
  return { ...spec, datastore: datastore?.name ?? named ?? '', datastoreType: datastore?.type ?? 'unknown' };
}

function nicSpecs(devices: readonly unknown[], names: NetworkNames): NicSpec[] {
  return readNics(devices, names).map((nic) => ({ ...nic, network: decodeName(nic.network) }));
}

function readConnection(state: string | undefined): VmSpec['connection'] {
  switch (state) {
    case 'disconnected':
    case 'orphaned':
    case 'inaccessible':
    case 'invalid':
      return state;
    default:
      return 'connected';
  }
}
