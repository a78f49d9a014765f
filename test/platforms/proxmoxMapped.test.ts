import { expect, test } from 'vitest';
import { planSchema } from '../../contract/plan.ts';
import { mapVm, placeDisks } from '../../domain/mapping.ts';
import { makeVm } from '../support/vms.ts';
import { proxmoxLab } from './proxmoxLab.ts';
import { begin, noAbort } from './targetPlatformContract.ts';

const running = proxmoxLab();
const uuid = '4c4c4544-0042-3510-8052-b4c04f4e4d32';

/** A source VM that tries its second network, the CD-ROM and its second disk first, on two networks, with Secure Boot. */
function source() {
  const [disk] = makeVm().disks;
  const [nic] = makeVm().nics;
  if (disk === undefined || nic === undefined) throw new Error('a VM without disk or NIC');
  const capacityBytes = 4 * 1024 * 1024;
  return makeVm({
    ...{ uuid, firmware: 'uefi', secureBoot: true, cpus: 4, coresPerSocket: 2, memoryMiB: 3072 },
    disks: [
      { ...disk, id: 'data', key: 2000, unit: 0, capacityBytes },
      { ...disk, id: 'system', key: 2001, unit: 1, capacityBytes },
    ],
    bootDisks: [2001],
    bootSequence: [{ kind: 'network', key: 4001 }, { kind: 'cdrom' }, { kind: 'disk', key: 2001 }],
    nics: [
      { ...nic, key: 4000, mac: '00:50:56:aa:bb:01', network: 'front', model: 'vmxnet3' },
      { ...nic, key: 4001, mac: '00:50:56:aa:bb:02', network: 'back', model: 'e1000e', connected: false },
    ],
  });
}

test('what a source VM is known by is in the configuration of the target', async () => {
  const platform = running.platform();
  const { vm, migrationId } = await begin({ platform, node: 'pve1', storages: [], bridge: 'vmbr0' });
  const plan = planSchema.parse({
    source: { connectionId: 's', vm: 'vm-101' },
    target: { connectionId: 't', storage: 'local', node: 'pve1' },
    networks: [
      { network: 'front', bridge: 'vmbr0', vlan: 120 },
      { network: 'back', bridge: 'vmbr0' },
    ],
    hardware: { cpuType: 'host' },
    tags: ['Wave 1'],
  });
  const spec = source();
  const volumes = new Map<string, { diskId: string; volume: string; index: number }>();
  for (const { diskId, index, storage, format } of placeDisks(plan, spec, await platform.facts(noAbort), 'pve1')) {
    const request = { migrationId, index, storage, format, capacityBytes: 4 * 1024 * 1024 };
    const { volume } = await platform.allocateVolume(vm, request, noAbort);
    volumes.set(diskId, { diskId, volume, index });
  }
  const definition = mapVm({ migrationId, plan, vm: spec, volumes: [...volumes.values()], issuedBy: 'tester' });
  await platform.define(vm, definition, noAbort);

  const { options } = running.lab().datacenter.vms.read('pve1', vm.vmid);
  expect(options).toMatchObject({
    ...{ bios: 'ovmf', machine: 'q35', scsihw: 'pvscsi', cpu: 'host', smbios1: `uuid=${uuid}` },
    boot: 'order=net1;ide2;scsi0;scsi1',
    ide2: expect.stringMatching(/^none,.*media=cdrom/),
    scsi0: expect.stringContaining(volumes.get('system')?.volume ?? 'none'),
    scsi1: expect.stringContaining(volumes.get('data')?.volume ?? 'none'),
    efidisk0: expect.stringContaining('pre-enrolled-keys=1'),
    net0: expect.stringMatching(/^vmxnet3=00:50:56:AA:BB:01,.*\btag=120\b/),
    net1: expect.stringMatching(/^e1000e=00:50:56:AA:BB:02,.*\blink_down=1\b/),
    tags: `drover;drover-${migrationId.slice(0, 12)};wave-1`,
  });
  expect([Number(options['cores']), Number(options['sockets']), Number(options['memory'])]).toEqual([2, 2, 3072]);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});
