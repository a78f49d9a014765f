import { entityProperties, PlainObject } from '../objects/managedObject.ts';
import { type Ref, ref } from '../vim/values.ts';
import type { World } from '../world.ts';
import { clusterObject, datastoreObject, hostObject, poolObject } from './infrastructureObjects.ts';
import type { DatacenterSpec, HostSpec } from './inventorySpec.ts';
import { networkObjects } from './networkObjects.ts';
import type { PlacedDatacenter, PlacedHost } from './placement.ts';

export const rootFolder = ref('Folder', 'group-d1');

/** Folders by id, so that machines can be hung into them later. */
export class FolderTree {
  readonly #world: World;
  readonly #children = new Map<string, Ref[]>();
  readonly #byPath = new Map<string, Ref>();
  #next = 2;

  constructor(world: World) {
    this.#world = world;
    this.#add(rootFolder, { name: 'Datacenters', parent: undefined, childType: ['Folder', 'Datacenter'] });
  }

  nextNumber(): number {
    this.#next += 1;
    return this.#next;
  }

  put(parent: Ref, child: Ref): void {
    this.#children.get(parent.id)?.push(child);
  }

  /** The folder at a path below `top`, made where it is missing. */
  at(top: Ref, names: readonly string[], kind: { letter: string; childType: string[] }): Ref {
    let folder = top;
    for (const name of names) {
      const key = `${folder.id}/${name}`;
      const known = this.#byPath.get(key);
      folder = known ?? this.create(folder, name, kind);
      this.#byPath.set(key, folder);
    }
    return folder;
  }

  create(parent: Ref, name: string, kind: { letter: string; childType: string[] }): Ref {
    const folder = ref('Folder', `group-${kind.letter}${this.nextNumber()}`);
    this.#add(folder, { name, parent, childType: ['Folder', ...kind.childType] });
    if (parent.ref === 'Folder') this.put(parent, folder);
    return folder;
  }

  #add(folder: Ref, options: { name: string; parent: Ref | undefined; childType: string[] }): void {
    this.#children.set(folder.id, []);
    this.#world.add(
      new PlainObject(folder, {
        ...entityProperties({ name: () => options.name, parent: () => options.parent }),
        childType: () => options.childType,
        childEntity: () => this.#children.get(folder.id),
      }),
    );
  }
}

/** Makes all objects of a datacenter but its machines. */
export function buildDatacenter(world: World, tree: FolderTree, spec: DatacenterSpec): PlacedDatacenter {
  const home = tree.at(rootFolder, spec.folders ?? [], { letter: 'd', childType: ['Datacenter'] });
  const datacenter = ref('Datacenter', `datacenter-${tree.nextNumber()}`);
  tree.put(home, datacenter);
  const folders = {
    vm: tree.create(datacenter, 'vm', { letter: 'v', childType: ['VirtualMachine'] }),
    host: tree.create(datacenter, 'host', { letter: 'h', childType: ['ComputeResource'] }),
    datastore: tree.create(datacenter, 'datastore', { letter: 's', childType: ['Datastore'] }),
    network: tree.create(datacenter, 'network', { letter: 'n', childType: ['Network', 'DistributedVirtualSwitch'] }),
  };
  const placed: PlacedDatacenter = {
    ref: datacenter,
    path: [...(spec.folders ?? []), spec.name].join('/'),
    vmFolder: folders.vm,
    hosts: [],
    datastores: [],
    networks: [],
  };
  world.add(
    new PlainObject(datacenter, {
      ...entityProperties({ name: () => spec.name, parent: () => home }),
      vmFolder: () => folders.vm,
      hostFolder: () => folders.host,
      datastoreFolder: () => folders.datastore,
      networkFolder: () => folders.network,
      datastore: () => placed.datastores.map((one) => one.ref),
      network: () => placed.networks.map((one) => one.ref),
    }),
  );
  for (const datastore of spec.datastores) {
    const id = `datastore-${tree.nextNumber()}`;
    const one = { ref: ref('Datastore', id), spec: datastore, url: `ds:///vmfs/volumes/${id}-${spec.name}/` };
    placed.datastores.push(one);
    tree.put(folders.datastore, one.ref);
    world.add(datastoreObject(world, placed, one, folders.datastore));
  }
  buildHosts(world, tree, { placed, folder: folders.host, hosts: spec.hosts });
  for (const reference of networkObjects(world, tree, { placed, folder: folders.network, specs: spec.networks })) {
    tree.put(folders.network, reference);
  }
  world.datacenters.push(placed);
  return placed;
}

function buildHosts(
  world: World,
  tree: FolderTree,
  options: { placed: PlacedDatacenter; folder: Ref; hosts: readonly HostSpec[] },
): void {
  const { placed, folder } = options;
  const owners = new Map<string, { owner: Ref; pool: Ref; members: PlacedHost[] }>();
  for (const spec of options.hosts) {
    const ownerName = spec.cluster ?? spec.name;
    let group = owners.get(ownerName);
    if (group === undefined) {
      const number = tree.nextNumber();
      const type = spec.cluster === undefined ? 'ComputeResource' : 'ClusterComputeResource';
      group = {
        owner: ref(type, spec.cluster === undefined ? `domain-s${number}` : `domain-c${number}`),
        pool: ref('ResourcePool', `resgroup-${number}`),
        members: [],
      };
      owners.set(ownerName, group);
      tree.put(folder, group.owner);
      const { owner, pool, members } = group;
      world.add(clusterObject({ owner, pool, members, placed, name: ownerName, parent: folder }));
      world.add(poolObject(world, { owner, pool, members }));
    }
    const host: PlacedHost = {
      ref: ref('HostSystem', `host-${tree.nextNumber()}`),
      spec,
      owner: group.owner,
      resourcePool: group.pool,
    };
    group.members.push(host);
    placed.hosts.push(host);
    world.add(hostObject(world, placed, host));
  }
}
