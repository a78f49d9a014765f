import type { NicSpec } from '../../../contract/vm.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { child, flag, number, text, xsiType } from '../values/value.ts';
import type { NetworkNames } from './networkNames.ts';

const models: Record<string, NicSpec['model']> = {
  VirtualVmxnet3: 'vmxnet3',
  VirtualVmxnet3Vrdma: 'vmxnet3',
  VirtualVmxnet2: 'vmxnet2',
  VirtualE1000: 'e1000',
  VirtualE1000e: 'e1000e',
  VirtualPCNet32: 'pcnet32',
  VirtualSriovEthernetCard: 'sriov',
};

/** NICs in the order of the configuration. Anything with a MAC address is a NIC, whatever its class is called. */
export function readNics(devices: readonly unknown[], names: NetworkNames): NicSpec[] {
  return devices.flatMap((device): NicSpec[] => {
    const key = number(device, 'key');
    const className = xsiType(device) ?? '';
    if (key === undefined || (models[className] === undefined && child(device, 'macAddress') === undefined)) return [];
    return [
      {
        key,
        label: text(device, 'deviceInfo.label') ?? `NIC ${key}`,
        mac: (text(device, 'macAddress') ?? '').toLowerCase(),
        model: models[className] ?? 'unknown',
        ...readNetwork(child(device, 'backing'), names),
        connected: flag(device, 'connectable.startConnected') ?? flag(device, 'connectable.connected') ?? true,
      },
    ];
  });
}

function readNetwork(backing: unknown, names: NetworkNames): Pick<NicSpec, 'network' | 'networkKind'> {
  const portgroup = text(backing, 'port.portgroupKey');
  if (portgroup !== undefined) {
    return { network: names.byPortgroupKey.get(portgroup) ?? portgroup, networkKind: 'distributed' };
  }
  const opaque = text(backing, 'opaqueNetworkId');
  if (opaque !== undefined) return { network: names.byOpaqueId.get(opaque) ?? opaque, networkKind: 'opaque' };
  const ref: MoRef | undefined = readRef(backing, 'network');
  const name = (ref && names.byRef.get(ref.$value)) ?? text(backing, 'deviceName');
  return name === undefined || name === ''
    ? { network: '', networkKind: 'none' }
    : { network: name, networkKind: 'standard' };
}
