import type { Retrieved } from '../properties/retrieve.ts';
import { text } from '../values/value.ts';

/** Names of networks, by each of the ways in which a NIC's backing refers to one. */
export interface NetworkNames {
  byRef: Map<string, string>;
  byPortgroupKey: Map<string, string>;
  byOpaqueId: Map<string, string>;
}

/** What must be read of a network to join it; of every other type its name does. */
export const networkPaths: Record<string, string[]> = {
  DistributedVirtualPortgroup: ['name', 'key'],
  OpaqueNetwork: ['name', 'summary'],
};

export function addNetworkName(names: NetworkNames, { ref, properties }: Retrieved, name: string): void {
  names.byRef.set(ref.$value, name);
  const key = text(properties.get('key'));
  if (key !== undefined) names.byPortgroupKey.set(key, name);
  const opaque = text(properties.get('summary'), 'opaqueNetworkId');
  if (opaque !== undefined) names.byOpaqueId.set(opaque, name);
}
