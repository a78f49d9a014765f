import { entityProperties, PlainObject } from '../objects/managedObject.ts';
import { aboutInfo } from '../service/aboutInfo.ts';
import type { Data, Ref } from '../vim/values.ts';
import type { World } from '../world.ts';
import type { DatastoreSpec } from './inventorySpec.ts';
import type { PlacedDatacenter, PlacedDatastore, PlacedHost } from './placement.ts';

export function datastoreObject(
  world: World,
  placed: PlacedDatacenter,
  datastore: PlacedDatastore,
  parent: Ref,
): PlainObject {
  const { spec, ref, url } = datastore;
  return new PlainObject(ref, {
    ...entityProperties({ name: () => spec.name, parent: () => parent }),
    summary: () => ({
      $type: 'DatastoreSummary',
      datastore: ref,
      name: spec.name,
      url,
      capacity: spec.capacityBytes,
      freeSpace: world.faults.strike('datastore-full', { datastore: spec.name }) === undefined ? spec.freeBytes : 0,
      accessible: true,
      multipleHostAccess: placed.hosts.length > 1,
      type: spec.type,
      maintenanceMode: 'normal',
    }),
    info: () => ({
      $type: spec.type === 'NFS' ? 'NasDatastoreInfo' : spec.type === 'VMFS' ? 'VmfsDatastoreInfo' : 'DatastoreInfo',
      name: spec.name,
      url,
      freeSpace: spec.freeBytes,
      maxFileSize: 64 * 1024 ** 4,
      maxMemoryFileSize: 64 * 1024 ** 4,
      ...volume(spec, ref.id),
    }),
    capability: () => ({
      $type: 'DatastoreCapability',
      directoryHierarchySupported: true,
      rawDiskMappingsSupported: spec.type === 'VMFS',
      perFileThinProvisioningSupported: true,
      storageIORMSupported: false,
      nativeSnapshotSupported: false,
    }),
    vm: () => machinesWhere(world, (machine) => machine.placement.datastore === datastore),
    host: () => [],
  });
}

function volume(spec: DatastoreSpec, id: string): Record<string, unknown> {
  const shared = { name: spec.name, capacity: spec.capacityBytes };
  if (spec.type === 'NFS') {
    return { nas: { ...shared, type: 'NFS', remoteHost: 'filer.lab.example', remotePath: `/export/${spec.name}` } };
  }
  if (spec.type !== 'VMFS') return {};
  return {
    maxPhysicalRDMFileSize: 64 * 1024 ** 4,
    maxVirtualRDMFileSize: 62 * 1024 ** 4,
    vmfs: {
      ...shared,
      type: 'VMFS',
      blockSizeMb: 1,
      maxBlocks: 63 * 1024 * 1024,
      majorVersion: 6,
      version: '6.82',
      uuid: id,
      extent: [{ diskName: `naa.${id}`, partition: 1 }],
      vmfsUpgradable: false,
    },
  };
}

export function hostObject(world: World, placed: PlacedDatacenter, host: PlacedHost): PlainObject {
  const { spec, ref } = host;
  const runtime = (): Data => ({
    $type: 'HostRuntimeInfo',
    connectionState: spec.connection ?? 'connected',
    powerState: (spec.connection ?? 'connected') === 'connected' ? 'poweredOn' : 'unknown',
    inMaintenanceMode: spec.maintenance ?? false,
  });
  const product = {
    ...aboutInfo(world.instanceUuid),
    name: 'VMware ESXi',
    fullName: 'VMware ESXi 8.0.1 lab',
    apiType: 'HostAgent',
  };
  return new PlainObject(ref, {
    ...entityProperties({ name: () => spec.name, parent: () => host.owner }),
    runtime,
    summary: () => ({
      $type: 'HostListSummary',
      host: ref,
      hardware: {
        vendor: 'Lab',
        model: 'Simulated host',
        uuid: world.instanceUuid,
        memorySize: 256 * 1024 ** 3,
        cpuModel: 'Simulated CPU',
        cpuMhz: 2600,
        numCpuPkgs: 2,
        numCpuCores: 32,
        numCpuThreads: 64,
        numNics: 2,
        numHBAs: 2,
      },
      runtime: runtime(),
      config: {
        name: spec.name,
        port: 443,
        sslThumbprint: world.thumbprint,
        product,
        vmotionEnabled: true,
        faultToleranceEnabled: false,
      },
      quickStats: { overallCpuUsage: 1200, overallMemoryUsage: 65536, uptime: 86400 },
      overallStatus: 'green',
      rebootRequired: false,
    }),
    vm: () => machinesWhere(world, (machine) => machine.placement.host === host),
    datastore: () => placed.datastores.map((one) => one.ref),
    network: () => placed.networks.map((one) => one.ref),
  });
}

interface ClusterParts {
  owner: Ref;
  pool: Ref;
  members: readonly PlacedHost[];
}

export function clusterObject(
  options: ClusterParts & { placed: PlacedDatacenter; name: string; parent: Ref },
): PlainObject {
  const { owner, pool, members, placed } = options;
  const cluster = owner.ref === 'ClusterComputeResource';
  return new PlainObject(owner, {
    ...entityProperties({ name: () => options.name, parent: () => options.parent }),
    resourcePool: () => pool,
    host: () => members.map((one) => one.ref),
    datastore: () => placed.datastores.map((one) => one.ref),
    network: () => placed.networks.map((one) => one.ref),
    summary: () => ({
      $type: cluster ? 'ClusterComputeResourceSummary' : 'ComputeResourceSummary',
      totalCpu: members.length * 83_200,
      totalMemory: members.length * 256 * 1024 ** 3,
      numCpuCores: members.length * 32,
      numCpuThreads: members.length * 64,
      effectiveCpu: members.length * 80_000,
      effectiveMemory: members.length * 250 * 1024,
      numHosts: members.length,
      numEffectiveHosts: members.length,
      overallStatus: 'green',
      ...(cluster ? { currentFailoverLevel: 0, numVmotions: 0 } : {}),
    }),
  });
}

export function poolObject(world: World, { owner, pool, members }: ClusterParts): PlainObject {
  return new PlainObject(pool, {
    ...entityProperties({ name: () => 'Resources', parent: () => owner }),
    owner: () => owner,
    resourcePool: () => [],
    vm: () =>
      machinesWhere(world, (machine) => members.includes(machine.placement.host) && machine.spec.template !== true),
  });
}

function machinesWhere(
  world: World,
  wanted: (machine: World['machines'] extends Map<string, infer M> ? M : never) => boolean,
): Ref[] {
  return [...world.machines.values()].filter(wanted).map((machine) => machine.ref);
}
