import type { TargetHardware } from '../../../contract/targetHardware.ts';
import { parseProperties } from './propertyString.ts';
import { diskKey, type VmConfig } from './vmConfig.ts';

/** What holds where a configuration says nothing, by the schema of `qm.conf` (Proxmox VE, qm(1)). */
const defaults = { cores: 1, sockets: 1, memory: 512, cpu: 'kvm64', scsihw: 'lsi' };

/** A configuration in words that can be compared. Pure. */
export function hardwareIn(config: VmConfig): TargetHardware {
  const slots = Object.keys(config).sort(bySlot);
  const disks = slots.flatMap((slot) => diskIn(slot, config));
  const onScsi = disks.some(({ slot }) => slot.startsWith('scsi'));
  return {
    name: String(config['name'] ?? ''),
    firmware: config['bios'] === 'ovmf' ? 'uefi' : 'bios',
    // A version may be pinned, e.g. `pc-q35-9.0`.
    machine: String(config['machine'] ?? '').includes('q35') ? 'q35' : 'i440fx',
    sockets: Number(config['sockets'] ?? defaults.sockets),
    coresPerSocket: Number(config['cores'] ?? defaults.cores),
    cpuType: parseProperties(String(config['cpu'] ?? defaults.cpu), 'cputype').get('cputype') ?? '',
    memoryMiB: Number(parseProperties(String(config['memory'] ?? defaults.memory), 'current').get('current')),
    controller: onScsi ? String(config['scsihw'] ?? defaults.scsihw) : null,
    disks,
    bootOrder: (parseProperties(String(config['boot'] ?? ''), 'legacy').get('order') ?? '').split(';').filter(Boolean),
    nics: slots.flatMap((slot) => nicIn(slot, config)),
  };
}

function diskIn(slot: string, config: VmConfig): TargetHardware['disks'] {
  if (!diskKey.test(slot)) return [];
  const properties = parseProperties(String(config[slot]), 'file');
  if (properties.get('media') === 'cdrom') return [];
  return [{ slot, volume: properties.get('file') ?? '', sizeBytes: sizeIn(properties.get('size')) }];
}

function nicIn(slot: string, config: VmConfig): TargetHardware['nics'] {
  if (!/^net\d+$/.test(slot)) return [];
  const properties = parseProperties(String(config[slot]), 'model');
  // `virtio=MAC` in short, or `model=virtio,macaddr=MAC`.
  const [short, mac] = [...properties].find(([, value]) => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value)) ?? ['', ''];
  const vlan = properties.get('tag');
  return [
    {
      slot,
      model: short === 'macaddr' ? (properties.get('model') ?? '') : short,
      mac: mac.toUpperCase(),
      bridge: properties.get('bridge') ?? null,
      vlan: vlan === undefined ? null : Number(vlan),
      connected: properties.get('link_down') !== '1',
    },
  ];
}

/** `32G`, `528K`, or bytes without a letter; binary units. */
function sizeIn(text: string | undefined): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([KMGT]?)$/.exec(text ?? '') ?? [];
  return number === undefined ? null : Math.round(Number(number) * 1024 ** ['', 'K', 'M', 'G', 'T'].indexOf(unit));
}

/** `net2` before `net10`. */
function bySlot(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
