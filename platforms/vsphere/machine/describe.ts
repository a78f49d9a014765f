import type { VmSpec } from '../../../contract/vm.ts';
import { addNetworkName, type NetworkNames, networkPaths } from '../devices/networkNames.ts';
import { decodeName, placeOf, retrieveAncestors } from '../inventory/ancestors.ts';
import { retrieveOne, retrieveReadable } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { list, text } from '../values/value.ts';
import { vmRef } from './configuration.ts';
import { vmPaths } from './vmPaths.ts';
import { readVmSpec } from './vmSpec.ts';

/**
 * Everything that a migration must know of a VM. Names around it that may not be read are left empty.
 * @throws DroverError platform.not-found
 */
export async function describeVm(session: VsphereSession, vm: string, signal: AbortSignal): Promise<VmSpec> {
  const ref = vmRef(vm);
  const [properties, ancestors] = await Promise.all([
    retrieveOne(session, ref, vmPaths, signal),
    retrieveAncestors(session, ref, signal),
  ]);
  const [host, datastores, networks] = await Promise.all([
    retrieveHostName(session, readRef(properties.get('runtime.host')), signal),
    retrieveDatastores(session, refs(properties.get('datastore')), signal),
    retrieveNetworks(session, refs(properties.get('network')), signal),
  ]);
  const place = placeOf(ancestors.get(vm)?.parent, ancestors);
  return readVmSpec(vm, properties, { place, host, datastores, networks });
}

export async function retrieveDatastores(
  session: VsphereSession,
  datastores: readonly MoRef[],
  signal: AbortSignal,
): Promise<Map<string, { name: string; type: string }>> {
  const found = await retrieveReadable(session, datastores, { Datastore: ['name', 'summary.type'] }, signal);
  return new Map(
    found.map(({ ref, properties }) => [
      ref.$value,
      { name: text(properties.get('name')) ?? '', type: text(properties.get('summary.type')) ?? 'unknown' },
    ]),
  );
}

async function retrieveNetworks(
  session: VsphereSession,
  networks: readonly MoRef[],
  signal: AbortSignal,
): Promise<NetworkNames> {
  const names: NetworkNames = { byRef: new Map(), byPortgroupKey: new Map(), byOpaqueId: new Map() };
  const paths: Record<string, string[]> = {};
  for (const { attributes } of networks) paths[attributes.type] = networkPaths[attributes.type] ?? ['name'];
  for (const found of await retrieveReadable(session, networks, paths, signal)) {
    addNetworkName(names, found, decodeName(text(found.properties.get('name')) ?? ''));
  }
  return names;
}

async function retrieveHostName(
  session: VsphereSession,
  host: MoRef | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (host === undefined) return '';
  const [found] = await retrieveReadable(session, [host], { HostSystem: ['name'] }, signal);
  return text(found?.properties.get('name')) ?? '';
}

function refs(node: unknown): MoRef[] {
  return list(node).flatMap((item) => readRef(item) ?? []);
}
