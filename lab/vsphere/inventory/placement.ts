import type { Ref } from '../vim/values.ts';
import type { DatastoreSpec, HostSpec, NetworkSpec } from './inventorySpec.ts';

export interface PlacedHost {
  ref: Ref;
  spec: HostSpec;
  /** The cluster or compute resource. */
  owner: Ref;
  resourcePool: Ref;
}

export interface PlacedDatastore {
  ref: Ref;
  spec: DatastoreSpec;
  url: string;
}

export interface PlacedNetwork {
  ref: Ref;
  spec: NetworkSpec;
  switchUuid: string;
}

export interface PlacedDatacenter {
  ref: Ref;
  /** Inventory path, e.g. `Europe/DC1`, as stored. */
  path: string;
  vmFolder: Ref;
  hosts: PlacedHost[];
  datastores: PlacedDatastore[];
  networks: PlacedNetwork[];
}

/** Where a machine lives. */
export interface Placement {
  datacenter: PlacedDatacenter;
  host: PlacedHost;
  datastore: PlacedDatastore;
  /** Its folder in the inventory. */
  folder: Ref;
}
