import type { MachineSpec } from './inventorySpec.ts';
import { disk, gib, mib, plainMachine } from './plainMachine.ts';

/** One machine for every case that a migration must handle or refuse. */
export function awkwardMachines(): MachineSpec[] {
  return [...hardware(), ...disks(), ...states(), ...places()];
}

function hardware(): MachineSpec[] {
  return [
    plainMachine('app-mixed', {
      folders: ['Production', 'Web'],
      cpus: 4,
      coresPerSocket: 2,
      memoryMiB: 4096,
      controllers: [
        { type: 'VirtualLsiLogicSASController', bus: 0 },
        { type: 'ParaVirtualSCSIController', bus: 1 },
        { type: 'VirtualAHCIController', bus: 0 },
      ],
      disks: [
        disk(24 * mib),
        disk(16 * mib, { unit: 1, thin: false }),
        disk(8 * mib, { controller: 1 }),
        disk(8 * mib, { controller: 2 }),
      ],
      nics: [
        { type: 'VirtualE1000', network: 'VM Network' },
        { type: 'VirtualE1000e', network: 'dv-prod-120', mac: '00:0c:29:aa:bb:01' },
        { type: 'VirtualVmxnet3', network: 'dv-db-121', connected: false },
        { type: 'VirtualVmxnet3', network: 'nsx-segment-web' },
      ],
      extras: ['cdromIso'],
    }),
    plainMachine('win2019-sql', {
      folders: ['Production', 'Databases'],
      guestId: 'windows2019srv_64Guest',
      guestFullName: 'Microsoft Windows Server 2019 (64-bit)',
      firmware: 'efi',
      secureBoot: true,
      memoryMiB: 8192,
      controllers: [{ type: 'VirtualLsiLogicSASController', bus: 0 }],
      disks: [disk(32 * mib, { thin: false }), disk(32 * mib, { unit: 1 })],
      bootDisks: [1],
      annotation: 'SQL server, ask the DBAs first.\nBackup at 02:00 & 14:00 <daily>',
    }),
    plainMachine('win11-vtpm', {
      guestId: 'windows11_64Guest',
      guestFullName: 'Microsoft Windows 11 (64-bit)',
      firmware: 'efi',
      secureBoot: true,
      tpm: true,
      controllers: [{ type: 'VirtualNVMEController', bus: 0 }],
      hardwareVersion: 'vmx-20',
    }),
    plainMachine('old-vmx04', {
      hardwareVersion: 'vmx-04',
      guestId: 'otherLinuxGuest',
      guestFullName: 'Other Linux (32-bit)',
      controllers: [{ type: 'VirtualBusLogicController', bus: 0 }],
      nics: [{ type: 'VirtualPCNet32', network: 'VM Network' }],
      tools: 'old',
    }),
    plainMachine('ide-legacy', {
      controllers: [{ type: 'VirtualIDEController', bus: 0 }],
      nics: [{ type: 'VirtualVmxnet2', network: 'VM Network' }],
    }),
    plainMachine('gpu-passthrough', { extras: ['pciPassthrough', 'usb', 'serialPort'] }),
    plainMachine('sriov-router', { nics: [{ type: 'VirtualSriovEthernetCard', network: 'dv-prod-120' }] }),
    plainMachine('no-tools', { tools: 'notInstalled' }),
    plainMachine('tools-stopped', { tools: 'notRunning' }),
  ];
}

function disks(): MachineSpec[] {
  return [
    plainMachine('independent-disk', {
      disks: [disk(16 * mib), disk(8 * mib, { unit: 1, mode: 'independent_persistent' })],
    }),
    plainMachine('nonpersistent-disk', { disks: [disk(16 * mib), disk(8 * mib, { unit: 1, mode: 'nonpersistent' })] }),
    plainMachine('rdm-virtual', { disks: [disk(16 * mib), disk(16 * mib, { unit: 1, backing: 'rdmVirtual' })] }),
    plainMachine('rdm-physical', {
      controllers: [
        { type: 'ParaVirtualSCSIController', bus: 0 },
        { type: 'VirtualLsiLogicSASController', bus: 1, sharedBus: 'physicalSharing' },
      ],
      disks: [disk(16 * mib), disk(16 * mib, { controller: 1, backing: 'rdmPhysical' })],
    }),
    plainMachine('rac-node-1', {
      disks: [disk(16 * mib), disk(16 * mib, { unit: 1, multiWriter: true, thin: false })],
    }),
    plainMachine('encrypted-disk', { encryptedHome: true, disks: [disk(16 * mib, { encrypted: true })] }),
    plainMachine('no-disks', { disks: [] }),
    plainMachine('odd-sizes', {
      disks: [
        disk(20 * mib + 512),
        disk(9 * mib + 65536 + 1536, { unit: 1 }),
        disk(512, { unit: 2 }),
        disk(7 * mib - 4096, { unit: 3 }),
      ],
    }),
    plainMachine('big-sparse', {
      power: 'poweredOff',
      disks: [disk(16 * mib), disk(2560 * gib, { unit: 1, filled: 0 })],
    }),
    plainMachine('se-sparse', { disks: [disk(16 * mib, { backing: 'seSparse' })] }),
    plainMachine('on-vsan', { datastore: 'vsan-01' }),
    plainMachine('busy-writer', {
      disks: [disk(64 * mib)],
      writer: { bytesPerSecond: 2 * mib, workingSetBytes: 16 * mib },
    }),
  ];
}

function states(): MachineSpec[] {
  return [
    plainMachine('has-snapshots', { snapshots: ['before-upgrade', 'before-upgrade-2'] }),
    plainMachine('golden-template', { template: true, power: 'poweredOff' }),
    plainMachine('powered-off', { power: 'poweredOff' }),
    plainMachine('suspended', { power: 'suspended' }),
    plainMachine('asks-question', {
      power: 'poweredOff',
      question: 'This virtual machine might have been moved or copied. Did you move it or copy it?',
    }),
    plainMachine('tracked-already', { changeTracking: true }),
  ];
}

function places(): MachineSpec[] {
  return [
    plainMachine('twin', { folders: ['Team A%2fB'] }),
    plainMachine('twin', { folders: ['Team C'] }),
    plainMachine('on-lost-host', { host: 'esx-lost.lab.example' }),
    plainMachine('inaccessible', { inaccessible: true, power: 'poweredOff' }),
    plainMachine('second-datacenter', { datacenter: 'Lab%2fTwo', host: 'esx-11.lab.example' }),
    plainMachine('Ümläut & <tags> %2f slash', { datacenter: 'Lab%2fTwo', host: 'esx-11.lab.example' }),
  ];
}
