import { addNetworkName, type NetworkNames, networkPaths } from '../devices/networkNames.ts';
import { listObjects } from '../properties/containerView.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { text } from '../values/value.ts';
import { decodeName } from './ancestors.ts';

/** Names of what VMs use: networks, and datastores by reference. */
export interface Places {
  networks: NetworkNames;
  datastores: Map<string, string>;
}

/** All that the login may see, so that a listing of VMs need not ask for each of them. */
export async function listPlaces(session: VsphereSession, signal: AbortSignal): Promise<Places> {
  const networks: NetworkNames = { byRef: new Map(), byPortgroupKey: new Map(), byOpaqueId: new Map() };
  const datastores = new Map<string, string>();
  const paths = { Network: ['name'], ...networkPaths, Datastore: ['name'] };
  for await (const found of listObjects(session, paths, signal)) {
    for (const object of found) {
      const { ref, properties } = object;
      if (ref.attributes.type === 'Datastore') datastores.set(ref.$value, text(properties.get('name')) ?? '');
      else addNetworkName(networks, object, decodeName(text(properties.get('name')) ?? ''));
    }
  }
  return { networks, datastores };
}
