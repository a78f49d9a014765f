import type { NicSpec } from '../inventory/inventorySpec.ts';
import type { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import type { Data } from '../vim/values.ts';
import { diskDevice } from './diskDevice.ts';
import type { Machine } from './machine.ts';
import { controllerKey, isScsi } from './machineDisk.ts';

/** `config.hardware.device` in vCenter's usual order: built-in controllers, then the rest by kind. */
export function deviceList(machine: Machine, snapshot?: MachineSnapshot): Data[] {
  return [
    plain('VirtualIDEController', 200, 'IDE 0', { busNumber: 0 }),
    plain('VirtualIDEController', 201, 'IDE 1', { busNumber: 1 }),
    plain('VirtualPS2Controller', 300, 'PS2 controller 0', { busNumber: 0, device: [600, 700] }),
    plain('VirtualPCIController', 100, 'PCI controller 0', { busNumber: 0, device: [500, 12000] }),
    plain('VirtualSIOController', 400, 'SIO controller 0', { busNumber: 0 }),
    plain('VirtualKeyboard', 600, 'Keyboard', { controllerKey: 300, unitNumber: 0 }),
    plain('VirtualPointingDevice', 700, 'Pointing device', {
      controllerKey: 300,
      unitNumber: 1,
      backing: {
        $type: 'VirtualPointingDeviceDeviceBackingInfo',
        deviceName: '',
        useAutoDetect: false,
        hostPointingDevice: 'autodetect',
      },
    }),
    plain('VirtualMachineVideoCard', 500, 'Video card', {
      controllerKey: 100,
      unitNumber: 0,
      videoRamSizeInKB: 4096,
      numDisplays: 1,
      useAutoDetect: false,
    }),
    plain('VirtualMachineVMCIDevice', 12000, 'VMCI device', { controllerKey: 100, unitNumber: 17 }),
    ...controllers(machine),
    ...cdrom(machine),
    ...machine.disks.map((disk) => diskDevice(machine, disk, snapshot)),
    ...machine.spec.nics.map((nic, index) => networkCard(machine, nic, index)),
    ...otherHardware(machine),
  ];
}

function plain(type: string, key: number, label: string, fields: Record<string, unknown>): Data {
  return { $type: type, key, deviceInfo: { label, summary: label }, ...fields };
}

function controllers(machine: Machine): Data[] {
  return machine.spec.controllers
    .filter((controller) => controller.type !== 'VirtualIDEController')
    .map((controller) => {
      const key = controllerKey(controller);
      const device = machine.disks.filter((disk) => disk.controllerKey === key).map((disk) => disk.key);
      const scsi = isScsi(controller.type)
        ? { hotAddRemove: true, sharedBus: controller.sharedBus ?? 'noSharing', scsiCtlrUnitNumber: 7 }
        : {};
      const kind = isScsi(controller.type) ? 'SCSI' : controller.type === 'VirtualNVMEController' ? 'NVME' : 'SATA';
      return plain(controller.type, key, `${kind} controller ${controller.bus}`, {
        controllerKey: 100,
        unitNumber: (isScsi(controller.type) ? 3 : kind === 'NVME' ? 30 : 24) + controller.bus,
        busNumber: controller.bus,
        device,
        ...scsi,
      });
    });
}

function cdrom(machine: Machine): Data[] {
  if (machine.spec.extras?.includes('cdromIso') !== true) return [];
  return [
    plain('VirtualCdrom', 3001, 'CD/DVD drive 1', {
      backing: {
        $type: 'VirtualCdromIsoBackingInfo',
        fileName: `[${machine.placement.datastore.spec.name}] iso/install.iso`,
        datastore: machine.placement.datastore.ref,
      },
      connectable: connectable(machine, true),
      controllerKey: 200,
      unitNumber: 1,
    }),
  ];
}

function connectable(machine: Machine, connected: boolean): Data {
  return {
    startConnected: connected,
    allowGuestControl: true,
    connected: connected && machine.power() === 'poweredOn',
    status: 'untried',
  };
}

/** The address given in the inventory, else one in VMware's automatic range, made from the machine's number. */
export function macAddress(machine: Machine, nic: NicSpec, index: number): string {
  if (nic.mac !== undefined) return nic.mac.toLowerCase();
  const number = Number(machine.id.replace(/\D/g, ''));
  const octets = [0x80 + index, Math.floor(number / 256) % 256, number % 256];
  return `00:50:56:${octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':')}`;
}

function networkCard(machine: Machine, nic: NicSpec, index: number): Data {
  return plain(nic.type, 4000 + index, `Network adapter ${index + 1}`, {
    backing: networkBacking(machine, nic),
    connectable: connectable(machine, nic.connected ?? true),
    controllerKey: 100,
    unitNumber: 7 + index,
    addressType: nic.mac === undefined ? 'assigned' : 'manual',
    macAddress: macAddress(machine, nic, index),
    wakeOnLanEnabled: true,
    uptCompatibilityEnabled: nic.type === 'VirtualVmxnet3',
    ...(nic.type === 'VirtualSriovEthernetCard' ? { allowGuestOSMtuChange: false } : {}),
  });
}

function networkBacking(machine: Machine, nic: NicSpec): Data {
  const network = machine.placement.datacenter.networks.find((candidate) => candidate.spec.name === nic.network);
  if (network === undefined) throw new Error(`${machine.name}: no network ${nic.network} in its datacenter`);
  switch (network.spec.kind) {
    case 'standard':
      return {
        $type: 'VirtualEthernetCardNetworkBackingInfo',
        deviceName: network.spec.name,
        useAutoDetect: false,
        network: network.ref,
      };
    case 'distributed':
      return {
        $type: 'VirtualEthernetCardDistributedVirtualPortBackingInfo',
        port: { switchUuid: network.switchUuid, portgroupKey: network.ref.id, portKey: machine.id.replace(/\D/g, '') },
      };
    case 'opaque':
      return {
        $type: 'VirtualEthernetCardOpaqueNetworkBackingInfo',
        opaqueNetworkId: network.switchUuid,
        opaqueNetworkType: 'nsx.LogicalSwitch',
      };
  }
}

function otherHardware(machine: Machine): Data[] {
  const devices: Data[] = [];
  if (machine.spec.tpm === true) devices.push(plain('VirtualTPM', 11000, 'Virtual TPM', { controllerKey: 100 }));
  for (const extra of machine.spec.extras ?? []) {
    if (extra === 'usb') {
      devices.push(
        plain('VirtualUSBXHCIController', 14000, 'USB xHCI controller', { busNumber: 0, device: [20000] }),
        plain('VirtualUSB', 20000, 'USB 1', { controllerKey: 14000, unitNumber: 0, connected: true }),
      );
    } else if (extra === 'pciPassthrough') {
      devices.push(
        plain('VirtualPCIPassthrough', 13000, 'PCI device 0', {
          backing: {
            $type: 'VirtualPCIPassthroughDeviceBackingInfo',
            deviceName: 'NVIDIA A2',
            id: '0000:3b:00.0',
            deviceId: '25b6',
            systemId: machine.placement.host.ref.id,
            vendorId: 0x10de,
          },
          controllerKey: 100,
          unitNumber: 18,
        }),
      );
    } else if (extra === 'serialPort') {
      devices.push(
        plain('VirtualSerialPort', 9000, 'Serial port 1', {
          backing: {
            $type: 'VirtualSerialPortURIBackingInfo',
            serviceURI: 'telnet://:13370',
            direction: 'server',
          },
          controllerKey: 400,
          unitNumber: 0,
          yieldOnPoll: true,
        }),
      );
    }
  }
  return devices;
}
