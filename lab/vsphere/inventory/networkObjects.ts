import { derivedUuid } from '../machines/machine.ts';
import { entityProperties, PlainObject } from '../objects/managedObject.ts';
import { type Ref, ref } from '../vim/values.ts';
import type { World } from '../world.ts';
import type { FolderTree } from './buildInfrastructure.ts';
import type { NetworkSpec } from './inventorySpec.ts';
import type { PlacedDatacenter, PlacedNetwork } from './placement.ts';

const kinds = {
  standard: { type: 'Network', prefix: 'network-' },
  distributed: { type: 'DistributedVirtualPortgroup', prefix: 'dvportgroup-' },
  opaque: { type: 'OpaqueNetwork', prefix: 'network-o' },
} as const;

/** Makes the networks of a datacenter and, where there are distributed ones, their switch. */
export function networkObjects(
  world: World,
  tree: FolderTree,
  options: { placed: PlacedDatacenter; folder: Ref; specs: readonly NetworkSpec[] },
): Ref[] {
  const { placed, folder } = options;
  const dvs = ref('VmwareDistributedVirtualSwitch', `dvs-${tree.nextNumber()}`);
  const switchUuid = derivedUuid(`dvs/${placed.path}`, '4');
  for (const spec of options.specs) {
    const kind = kinds[spec.kind];
    const reference = ref(kind.type, `${kind.prefix}${tree.nextNumber()}`);
    const uuid = spec.kind === 'opaque' ? derivedUuid(`opaque/${placed.path}/${spec.name}`, '4') : switchUuid;
    const network: PlacedNetwork = { ref: reference, spec, switchUuid: uuid };
    placed.networks.push(network);
    world.add(networkObject(world, { placed, network, folder, dvs }));
  }
  const references = placed.networks.map((one) => one.ref);
  const portGroups = placed.networks.filter((one) => one.spec.kind === 'distributed');
  if (portGroups.length === 0) return references;
  world.add(
    new PlainObject(dvs, {
      ...entityProperties({ name: () => 'DSwitch', parent: () => folder }),
      uuid: () => switchUuid,
      portgroup: () => portGroups.map((one) => one.ref),
      summary: () => ({ $type: 'DVSSummary', name: 'DSwitch', uuid: switchUuid, numPorts: 256 }),
    }),
  );
  return [...references, dvs];
}

function networkObject(
  world: World,
  options: { placed: PlacedDatacenter; network: PlacedNetwork; folder: Ref; dvs: Ref },
): PlainObject {
  const { placed, network, folder, dvs } = options;
  const { spec } = network;
  const summary = { network: network.ref, name: spec.name, accessible: true, ipPoolName: '' };
  return new PlainObject(network.ref, {
    ...entityProperties({ name: () => spec.name, parent: () => folder }),
    host: () => placed.hosts.map((one) => one.ref),
    vm: () =>
      [...world.machines.values()]
        .filter((one) => one.placement.datacenter === placed && one.spec.nics.some((nic) => nic.network === spec.name))
        .map((one) => one.ref),
    summary: () =>
      spec.kind === 'opaque'
        ? {
            $type: 'OpaqueNetworkSummary',
            ...summary,
            opaqueNetworkId: network.switchUuid,
            opaqueNetworkType: 'nsx.LogicalSwitch',
          }
        : { $type: 'NetworkSummary', ...summary },
    ...(spec.kind === 'distributed'
      ? {
          key: () => network.ref.id,
          portKeys: () => [],
          config: () => ({
            $type: 'DVPortgroupConfigInfo',
            key: network.ref.id,
            name: spec.name,
            numPorts: 128,
            distributedVirtualSwitch: dvs,
            defaultPortConfig: {
              $type: 'VMwareDVSPortSetting',
              vlan: { $type: 'VmwareDistributedVirtualSwitchVlanIdSpec', inherited: false, vlanId: spec.vlan ?? 0 },
            },
            type: 'earlyBinding',
            policy: {
              blockOverrideAllowed: true,
              shapingOverrideAllowed: false,
              vendorConfigOverrideAllowed: false,
              livePortMovingAllowed: false,
              portConfigResetAtDisconnect: true,
            },
          }),
        }
      : {}),
  });
}
