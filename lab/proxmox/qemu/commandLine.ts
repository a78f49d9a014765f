import { netFormat } from '../schema/networkFormat.ts';
import type { PropertyMap } from '../schema/propertyString.ts';
import { parsePropertyString } from '../schema/propertyString.ts';
import { propertyStringOf } from '../schema/vmOptions.ts';
import { type Drive, drivesOf, isCdrom } from '../vm/drives.ts';
import { firmwareFiles } from './firmware.ts';

/** TCG on a small machine: a VM gets at most this much, whatever its configuration says. */
export const memoryCapMib = 256;
const cpuCap = 2;

export interface MachineDescription {
  vmid: number;
  options: Record<string, string>;
  /** Node-local file and format of a volume id. */
  resolve(volid: string): { path: string; format: string };
  /** Copy of the firmware's variables for a VM without `efidisk0`. */
  scratchVars: string;
}

/** QEMU's arguments for a configuration, without accelerator, monitor, serial line and agent channel. */
export function machineArguments(machine: MachineDescription): string[] {
  const { options } = machine;
  const q35 = isQ35(options);
  const drives = drivesOf(options);
  return [
    ...['-name', `vm-${machine.vmid}`],
    ...platformArguments(machine, q35),
    ...['-m', String(Math.min(memoryMib(options), memoryCapMib))],
    ...['-smp', String(Math.min(Number(options['cores'] ?? 1) * Number(options['sockets'] ?? 1), cpuCap))],
    ...smbiosArguments(options),
    ...(options['localtime'] === '1' ? ['-rtc', 'base=localtime'] : []),
    ...displayArguments(options),
    ...(options['rng0'] === undefined ? [] : ['-device', 'virtio-rng-pci']),
    ...driveArguments(machine, drives, q35),
    ...nicArguments(options),
  ];
}

export function isQ35(options: Record<string, string>): boolean {
  return /^(type=)?(pc-)?q35/.test(options['machine'] ?? 'pc');
}

export function memoryMib(options: Record<string, string>): number {
  return Number((options['memory'] ?? '512').replace(/^current=/, '').split(',')[0]);
}

function platformArguments(machine: MachineDescription, q35: boolean): string[] {
  const { options } = machine;
  // The versioned types of a Proxmox host need not exist in the QEMU that is installed here.
  const type = q35 ? 'q35' : 'pc';
  if (options['bios'] !== 'ovmf') return ['-machine', type];
  const efi = drivesOf(options).find((drive) => drive.key === 'efidisk0');
  const enrolled = efi?.options['pre-enrolled-keys'] === true && q35;
  const files = firmwareFiles({ efitype: efi && efi.options['efitype'] !== '4m' ? '2m' : '4m', enrolled });
  const vars = efi ? machine.resolve(efi.file) : { path: machine.scratchVars, format: 'raw' };
  // A volume may be larger than the variables in it, but the firmware looks for them right below its code.
  const size = vars.format === 'raw' ? `,size=${efi?.options['efitype'] === '4m' || !efi ? 540_672 : 131_072}` : '';
  return [
    ...['-machine', enrolled ? `${type},smm=on` : type],
    ...(enrolled ? ['-global', 'driver=cfi.pflash01,property=secure,value=on'] : []),
    ...['-drive', `if=pflash,unit=0,format=raw,readonly=on,file=${escaped(files.code)}`],
    ...['-drive', `if=pflash,unit=1,format=${vars.format},file.locking=off,file=${escaped(vars.path)}${size}`],
  ];
}

const smbiosFields = ['manufacturer', 'product', 'version', 'serial', 'sku', 'family'] as const;

function smbiosArguments(options: Record<string, string>): string[] {
  const values = parsed('smbios1', options['smbios1']);
  const parts = values['uuid'] === undefined ? [] : [`uuid=${values['uuid']}`];
  for (const field of smbiosFields) {
    const value = values[field];
    if (value === undefined) continue;
    const plain = values['base64'] === true ? Buffer.from(String(value), 'base64').toString('utf8') : String(value);
    parts.push(`${field}=${escaped(plain)}`);
  }
  return parts.length > 0 ? ['-smbios', `type=1,${parts.join(',')}`] : [];
}

function displayArguments(options: Record<string, string>): string[] {
  return hasScreen(options) ? ['-device', 'VGA'] : [];
}

/** There is a graphics adapter, whose picture QEMU's VNC server shows. */
export function hasScreen(options: Record<string, string>): boolean {
  const type = String(parsed('vga', options['vga'])['type'] ?? 'std');
  return type !== 'none' && !type.startsWith('serial');
}

const scsiControllers: Record<string, string> = {
  lsi: 'lsi53c895a',
  lsi53c810: 'lsi53c810',
  megasas: 'megasas',
  pvscsi: 'pvscsi',
  'virtio-scsi-pci': 'virtio-scsi-pci',
  'virtio-scsi-single': 'virtio-scsi-pci',
};

function driveArguments(machine: MachineDescription, drives: readonly Drive[], q35: boolean): string[] {
  const args: string[] = [];
  const controllers = new Set<string>();
  const controller = (id: string, model: string): void => {
    if (controllers.has(id)) return;
    controllers.add(id);
    args.push('-device', `${model},id=${id}`);
  };
  const order = bootOrder(machine.options);
  for (const drive of drives) {
    if (drive.key === 'efidisk0' || drive.key === 'tpmstate0') continue;
    const index = Number(/\d+$/.exec(drive.key)?.[0]);
    const bus = drive.key.replace(/\d+$/, '');
    const scsihw = machine.options['scsihw'] ?? 'lsi';
    if (bus === 'scsi') controller(scsiController(scsihw, index).id, scsiControllers[scsihw] ?? 'lsi53c895a');
    if (bus === 'sata') controller('ahci0', 'ahci');
    args.push('-drive', driveBlock(machine, drive));
    const device = [deviceModel(bus, isCdrom(drive)), `drive=drive-${drive.key}`, `id=${drive.key}`];
    if (bus === 'scsi') {
      const address = scsiController(scsihw, index);
      device.push(`bus=${address.id}.0`, `scsi-id=${address.target}`);
    }
    if (bus === 'sata') device.push(`bus=ahci0.${index}`);
    if (bus === 'ide') device.push(...(q35 ? [`bus=ide.${index}`] : [`bus=ide.${index >> 1}`, `unit=${index % 2}`]));
    const boot = order.indexOf(drive.key);
    if (boot >= 0) device.push(`bootindex=${100 + boot}`);
    const serial = drive.options['serial'];
    if (serial !== undefined && !isCdrom(drive)) device.push(`serial=${escaped(decodeURIComponent(String(serial)))}`);
    args.push('-device', device.join(','));
  }
  return args;
}

/** Controller and target of a drive on `scsiN`. */
export function scsiAddress(options: Record<string, string>, key: string): { controller: string; target: number } {
  const { id, target } = scsiController(options['scsihw'] ?? 'lsi', Number(/\d+$/.exec(key)?.[0]));
  return { controller: id, target };
}

/** `virtio-scsi-single` has a controller per disk; the others share one per 7 (lsi) or 31 (virtio, pvscsi) disks. */
function scsiController(scsihw: string, index: number): { id: string; target: number } {
  if (scsihw === 'virtio-scsi-single') return { id: `virtioscsi${index}`, target: 0 };
  const perController = scsihw.startsWith('lsi') ? 7 : 31;
  return { id: `scsihw${Math.floor(index / perController)}`, target: index % perController };
}

function deviceModel(bus: string, cdrom: boolean): string {
  if (bus === 'scsi') return cdrom ? 'scsi-cd' : 'scsi-hd';
  if (bus === 'virtio') return 'virtio-blk-pci';
  return cdrom ? 'ide-cd' : 'ide-hd';
}

/** The value of `-drive` and of the monitor's `drive_add`. */
export function driveBlock(machine: Pick<MachineDescription, 'resolve'>, drive: Drive): string {
  const id = `if=none,id=drive-${drive.key}`;
  if (isCdrom(drive) && (drive.file === 'none' || drive.file === 'cdrom')) return `${id},media=cdrom`;
  const { path, format } = machine.resolve(drive.file);
  const readOnly = isCdrom(drive) ? ',media=cdrom,readonly=on' : '';
  const discard = drive.options['discard'] === 'on' ? ',discard=unmap' : '';
  // Proxmox builds QEMU with image locking off, so nothing keeps a second writer away.
  return `${id},format=${format}${readOnly}${discard},cache=writeback,file.locking=off,file=${escaped(path)}`;
}

function bootOrder(options: Record<string, string>): string[] {
  return (/order=([^,]*)/.exec(options['boot'] ?? '')?.[1] ?? '').split(';');
}

function nicArguments(options: Record<string, string>): string[] {
  const order = bootOrder(options);
  return Object.keys(options)
    .filter((key) => /^net\d+$/.test(key))
    .sort()
    .flatMap((key) => {
      const net = parsePropertyString(options[key] ?? '', netFormat, key);
      const model = net['model'] === 'virtio' ? 'virtio-net-pci' : String(net['model']);
      const boot = order.indexOf(key);
      const index = boot >= 0 ? `,bootindex=${100 + boot}` : '';
      return [
        ...['-netdev', `user,id=${key},restrict=on`],
        ...['-device', `${model},netdev=${key},id=nic-${key},mac=${net['macaddr']},romfile=${index}`],
      ];
    });
}

function parsed(option: string, text: string | undefined): PropertyMap {
  const schema = propertyStringOf(option);
  return text === undefined || !schema ? {} : parsePropertyString(text, schema, option);
}

/** QEMU's option lists double a comma that is part of a value. */
function escaped(text: string): string {
  return text.replaceAll(',', ',,');
}
