import type { VmSummary } from '../../../contract/vm.ts';
import { readDisks } from '../devices/disks.ts';
import { readNics } from '../devices/nics.ts';
import { readPower } from '../machine/configuration.ts';
import { readTools } from '../machine/tools.ts';
import { listObjects } from '../properties/containerView.ts';
import type { Retrieved } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { readSnapshotTree } from '../snapshots/snapshotTree.ts';
import { child, flag, list, number, text } from '../values/value.ts';
import { decodeName, type Entity, parentPaths, placeOf, readEntity, retrieveAncestors } from './ancestors.ts';
import { listPlaces, type Places } from './places.ts';

type Row = Omit<VmSummary, 'connectionId' | 'seenAt'>;

const vmPaths = [
  'name',
  'parent',
  'parentVApp',
  'runtime.powerState',
  'config.firmware',
  'config.hardware.device',
  'config.changeTrackingEnabled',
  'summary.config',
  'guest.toolsRunningStatus',
  'guest.toolsVersionStatus2',
  'snapshot',
];

/** Every VM that the login may see. A VM whose properties may not be read is listed with what is known. */
export async function* listVms(session: VsphereSession, signal: AbortSignal): AsyncGenerator<Row> {
  const entities = new Map<string, Entity>();
  for await (const found of listObjects(session, { Folder: parentPaths, Datacenter: parentPaths }, signal)) {
    for (const object of found) entities.set(object.ref.$value, readEntity(object));
  }
  const { content } = await session.login(signal);
  entities.set(content.rootFolder.$value, { type: 'Folder', name: '', parent: undefined });
  const places = await listPlaces(session, signal);
  for await (const found of listObjects(session, { VirtualMachine: vmPaths }, signal)) {
    for (const vm of found) {
      await addVirtualApp(session, vm, entities, signal);
      yield readRow(vm, entities, places);
    }
  }
}

/** VMs in a vApp hang below resource pools, which no folder holds: what is above them is asked for once per vApp. */
async function addVirtualApp(
  session: VsphereSession,
  vm: Retrieved,
  entities: Map<string, Entity>,
  signal: AbortSignal,
): Promise<void> {
  const { parent } = readEntity(vm);
  if (parent === undefined || entities.has(parent)) return;
  for (const [id, entity] of await retrieveAncestors(session, vm.ref, signal)) {
    if (id !== vm.ref.$value) entities.set(id, entity);
  }
}

function readRow(found: Retrieved, entities: ReadonlyMap<string, Entity>, places: Places): Row {
  const at = (path: string): unknown => found.properties.get(path);
  const summary = at('summary.config');
  const devices = list(at('config.hardware.device'));
  const disks = readDisks(devices);
  const networks = readNics(devices, places.networks).map((nic) => decodeName(nic.network));
  const datastores = disks.map((disk) => places.datastores.get(disk.datastoreRef?.$value ?? '') ?? '');
  return {
    ref: found.ref.$value,
    name: decodeName(text(at('name')) ?? found.ref.$value),
    path: placeOf(readEntity(found).parent, entities).path,
    power: readPower(text(at('runtime.powerState'))),
    firmware: text(at('config.firmware')) === 'efi' ? 'uefi' : 'bios',
    guestFullName: text(summary, 'guestFullName') ?? '',
    cpus: number(summary, 'numCpu') ?? 0,
    memoryMiB: number(summary, 'memorySizeMB') ?? 0,
    diskCount: disks.length,
    capacityBytes: disks.reduce((sum, disk) => sum + disk.capacityBytes, 0),
    snapshotCount: readSnapshotTree(child(at('snapshot'), 'rootSnapshotList')).length,
    changeTracking: flag(at('config.changeTrackingEnabled')) === true,
    tools: toolsOf(text(at('guest.toolsRunningStatus')), text(at('guest.toolsVersionStatus2'))),
    template: flag(summary, 'template') === true,
    networks: distinct(networks),
    datastores: distinct(datastores),
  };
}

/** Sorted, without those that have no name or may not be read. */
function distinct(names: string[]): string[] {
  return [...new Set(names)].filter((name) => name !== '').sort();
}

/** A login that may not read the guest's state leaves it unknown. */
function toolsOf(running: string | undefined, version: string | undefined): Row['tools'] {
  return running === undefined && version === undefined ? 'unknown' : readTools(running, version);
}
