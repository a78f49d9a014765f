import { extraConfig } from '../machines/configInfo.ts';
import type { Machine } from '../machines/machine.ts';
import { dataFileOf, type MachineDisk } from '../machines/machineDisk.ts';

/** The machine's configuration file, as far as anybody reads it. */
export function vmxText(machine: Machine): string {
  const { spec } = machine;
  const entries: [string, string][] = [
    ['.encoding', 'UTF-8'],
    ['config.version', '8'],
    ['virtualHW.version', spec.hardwareVersion.replace(/\D+0*/, '')],
    ['displayName', machine.name],
    ['guestOS', spec.guestId.replace(/Guest$/, '')],
    ['firmware', spec.firmware],
    ['numvcpus', String(spec.cpus)],
    ['memSize', String(spec.memoryMiB)],
    ['uuid.bios', vmwareUuid(machine.uuid)],
    ['vc.uuid', vmwareUuid(machine.instanceUuid)],
    ...machine.disks.flatMap((disk): [string, string][] => [
      [`${disk.address}.present`, 'TRUE'],
      [`${disk.address}.fileName`, (disk.files.at(-1) ?? '').split('/').at(-1) ?? ''],
    ]),
    ...extraConfig(machine),
  ];
  return entries.map(([key, value]) => `${key} = "${value.replace(/"/g, '|22')}"\n`).join('');
}

/** `564d…` in VMware's two groups of eight bytes. */
function vmwareUuid(uuid: string): string {
  const bytes = uuid.replaceAll('-', '').match(/../g) ?? [];
  return `${bytes.slice(0, 8).join(' ')}-${bytes.slice(8).join(' ')}`;
}

/** The text descriptor of one link of a disk's chain. */
export function descriptorText(disk: MachineDisk, file: string): string {
  const index = disk.files.indexOf(file);
  const parent = disk.files[index - 1];
  const base = parent === undefined;
  const data = dataFileOf(disk, file).split('/').at(-1) ?? '';
  const sectors = Math.ceil(disk.capacityBytes / 512);
  return [
    '# Disk DescriptorFile',
    'version=4',
    'encoding="UTF-8"',
    `CID=${cid(file)}`,
    `parentCID=${base ? 'ffffffff' : cid(parent)}`,
    `createType="${base ? 'vmfs' : 'vmfsSparse'}"`,
    ...(base ? [] : [`parentFileNameHint="${parent.split('/').at(-1)}"`]),
    '',
    '# Extent description',
    `RW ${sectors} ${base ? 'VMFS' : 'VMFSSPARSE'} "${data}"`,
    '',
    '# The Disk Data Base',
    '#DDB',
    'ddb.adapterType = "lsilogic"',
    `ddb.uuid = "${disk.uuid}"`,
    'ddb.virtualHWVersion = "19"',
    '',
  ].join('\n');
}

function cid(file: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(file)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
