import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VmDefinition } from '../../../domain/vmDefinition.ts';
import { hardwareOf } from './hardware.ts';
import { hardwareIn } from './hardwareIn.ts';

const definition = fc.record({
  firmware: fc.constantFrom('bios' as const, 'uefi' as const),
  controller: fc.constantFrom('pvscsi' as const, 'virtio' as const, 'lsi' as const, 'sata' as const),
  cpus: fc.integer({ min: 1, max: 128 }),
  coresPerSocket: fc.integer({ min: 1, max: 16 }),
  memoryMiB: fc.integer({ min: 1, max: 2 ** 22 }),
  disks: fc.integer({ min: 1, max: 6 }),
  nics: fc.array(
    fc.record({
      model: fc.constantFrom('vmxnet3' as const, 'e1000' as const, 'e1000e' as const, 'virtio' as const),
      vlan: fc.option(fc.integer({ min: 1, max: 4094 }), { nil: undefined }),
      connected: fc.boolean(),
    }),
    { maxLength: 12 },
  ),
  disksLast: fc.boolean(),
});

test('what a definition is written as is read as that definition', () => {
  fc.assert(
    fc.property(definition, ({ disks, nics, disksLast, ...given }) => {
      const before = nics.map((_, position) => ({ kind: 'network' as const, position }));
      const whole: VmDefinition = {
        ...{ migrationId: 'm', name: 'web', description: '', uuid: 'U', secureBoot: false, efiStorage: 'local' },
        ...{ cpuType: 'x86-64-v2-AES', guestFamily: 'linux', osType: 'l26', tags: [], startOnBoot: false, ...given },
        disks: Array.from({ length: disks }, (_, index) => ({ volume: `ceph:vm-100-disk-${index}`, index })),
        nics: nics.map((nic, at) => ({ ...nic, mac: `00:50:56:aa:bb:0${at.toString(16)}`, bridge: 'vmbr0' })),
        boot: [
          ...(disksLast ? [...before, { kind: 'cdrom' as const }] : []),
          ...Array.from({ length: disks }, (_, position) => ({ kind: 'disk' as const, position })),
        ],
      };
      const read = hardwareIn(hardwareOf(whole) as Record<string, string | number>);
      expect(read.sockets * read.coresPerSocket).toBe(given.cpus);
      expect(read).toMatchObject({ firmware: given.firmware, memoryMiB: given.memoryMiB, cpuType: 'x86-64-v2-AES' });
      expect(read.disks.map(({ volume }) => volume)).toEqual(whole.disks.map(({ volume }) => volume));
      const slots = (rows: { slot: string }[]) => rows.map(({ slot }) => slot);
      const first = disksLast ? [...slots(read.nics), 'ide2'] : [];
      expect(read.bootOrder).toEqual([...first, ...slots(read.disks)]);
      expect(read.controller === null).toBe(given.controller === 'sata');
      expect(read.nics.map(({ slot: _, ...nic }) => nic)).toEqual(
        whole.nics.map((nic) => ({ ...nic, mac: nic.mac.toUpperCase(), vlan: nic.vlan ?? null })),
      );
    }),
  );
});

test('a configuration as the server tells it: sizes, pinned machines, drives that are none, defaults', () => {
  const read = hardwareIn({
    ...{ machine: 'pc-q35-9.0', cpu: 'host,flags=+aes', memory: '2048', boot: 'order=scsi0;net0' },
    ...{ scsi0: 'local-lvm:vm-100-disk-0,discard=on,size=32G', ide2: 'local:iso/x.iso,media=cdrom' },
    ...{ scsi1: 'ceph:vm-100-disk-1,size=528K', net0: 'model=virtio,macaddr=00:50:56:aa:bb:cc,bridge=vmbr0' },
  });
  expect(read.disks).toEqual([
    { slot: 'scsi0', volume: 'local-lvm:vm-100-disk-0', sizeBytes: 32 * 1024 ** 3 },
    { slot: 'scsi1', volume: 'ceph:vm-100-disk-1', sizeBytes: 528 * 1024 },
  ]);
  expect(read).toMatchObject({ firmware: 'bios', machine: 'q35', cpuType: 'host', controller: 'lsi', sockets: 1 });
  expect(read.nics).toMatchObject([{ model: 'virtio', mac: '00:50:56:AA:BB:CC', vlan: null, connected: true }]);
});
