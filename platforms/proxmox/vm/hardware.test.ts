import { expect, test } from 'vitest';
import type { VmDefinition } from '../../../domain/vmDefinition.ts';
import { configDifference } from './configDifference.ts';
import { hardwareOf } from './hardware.ts';

const definition: VmDefinition = {
  migrationId: '0192f4c1-7a5e-7c3b-9d2e-1f2a3b4c5d6e',
  name: 'app01',
  description: 'from vCenter',
  uuid: '4C4C4544-0042-3510-8052-B4C04F4E4D32',
  firmware: 'bios',
  secureBoot: false,
  efiStorage: 'local',
  cpus: 4,
  coresPerSocket: 2,
  cpuType: 'x86-64-v2-AES',
  memoryMiB: 4096,
  guestFamily: 'linux',
  osType: 'l26',
  controller: 'pvscsi',
  disks: [
    { volume: 'local:100/vm-100-disk-1.raw', index: 1 },
    { volume: 'local:100/vm-100-disk-0.raw', index: 0 },
  ],
  nics: [{ model: 'vmxnet3', mac: '00:50:56:aa:bb:cc', bridge: 'vmbr1', vlan: 20, connected: false }],
  boot: [
    { kind: 'disk', position: 0 },
    { kind: 'disk', position: 1 },
  ],
  tags: ['Wave 1'],
  startOnBoot: false,
};

test('keeps the hardware that the guest knows, with its boot disk first', () => {
  expect(hardwareOf(definition)).toMatchObject({
    bios: 'seabios',
    machine: 'pc',
    scsihw: 'pvscsi',
    cores: 2,
    sockets: 2,
    memory: '4096',
    scsi0: 'local:100/vm-100-disk-1.raw,discard=on',
    scsi1: 'local:100/vm-100-disk-0.raw,discard=on',
    boot: 'order=scsi0;scsi1',
    net0: 'vmxnet3=00:50:56:AA:BB:CC,bridge=vmbr1,tag=20,link_down=1',
    smbios1: 'uuid=4c4c4544-0042-3510-8052-b4c04f4e4d32',
    tags: 'drover;drover-0192f4c1-7a5;wave-1',
    description: 'from vCenter\ndrover migration 0192f4c1-7a5e-7c3b-9d2e-1f2a3b4c5d6e',
    onboot: 0,
  });
});

test('what boots before the disks is kept, with an empty drive for a CD-ROM', () => {
  const disk = { kind: 'disk', position: 0 } as const;
  const first = hardwareOf({ ...definition, boot: [{ kind: 'network', position: 0 }, { kind: 'cdrom' }, disk] });
  expect(first).toMatchObject({ boot: 'order=net0;ide2;scsi0', ide2: 'none,media=cdrom' });
  expect(hardwareOf({ ...definition, boot: [disk] })).not.toHaveProperty('ide2');
});

test('UEFI goes to q35, virtio disks get a thread each', () => {
  const hardware = hardwareOf({ ...definition, firmware: 'uefi', controller: 'virtio' });
  expect(hardware).toMatchObject({ bios: 'ovmf', machine: 'q35', scsihw: 'virtio-scsi-single' });
  expect(hardware['scsi0']).toContain('iothread=1');
});

test('an uneven number of cores still gives the guest all its CPUs', () => {
  expect(hardwareOf({ ...definition, cpus: 3, coresPerSocket: 2 })).toMatchObject({ cores: 3, sockets: 1 });
});

test('refuses more disks than the bus takes', () => {
  const disks = Array.from({ length: 7 }, (_, index) => ({ volume: `local:vm-100-disk-${index}`, index }));
  expect(() => hardwareOf({ ...definition, controller: 'sata', disks })).toThrow(/7 disks/);
});

test('what the server prints in its own way is not changed again', () => {
  const printed = {
    ...hardwareOf(definition),
    description: `${hardwareOf(definition)['description']}\n`,
    scsi0: 'local:100/vm-100-disk-1.raw,discard=on,size=1G',
    net0: 'vmxnet3=00:50:56:AA:BB:CC,bridge=vmbr1,link_down=1,tag=20',
    tags: 'wave-1;drover-0192f4c1-7a5;drover',
    cores: '2',
    digest: 'abc',
    unused0: 'local:100/vm-100-disk-7.raw',
  };
  expect(configDifference(asConfig(printed), hardwareOf(definition))).toEqual({});
});

test('drops surplus disks and networks but no CD drive and no unused volume', () => {
  const current = {
    ...hardwareOf(definition),
    scsi5: 'local:100/vm-100-disk-5.raw,size=1G',
    net1: 'virtio=BC:24:11:00:00:01,bridge=vmbr0',
    ide2: 'none,media=cdrom',
    unused0: 'local:100/vm-100-disk-7.raw',
  };
  expect(configDifference(asConfig(current), hardwareOf(definition))).toEqual({ delete: 'net1,scsi5' });
});

function asConfig(values: Record<string, string | number | boolean>) {
  return values as Record<string, string | number>;
}
