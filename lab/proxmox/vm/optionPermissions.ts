import type { Access } from '../access/access.ts';
import type { Identity } from '../access/accessConfig.ts';
import { isRoot } from '../access/accessConfig.ts';
import { die } from '../http/apiError.ts';
import { netFormat } from '../schema/networkFormat.ts';
import { parsePropertyString } from '../schema/propertyString.ts';
import { isDriveKey, isUnusedKey, parseDrive } from './drives.ts';

const classes: Record<string, readonly string[]> = {
  'VM.Config.CPU': ['cores', 'cpu', 'cpulimit', 'cpuunits', 'numa', 'sockets', 'vcpus'],
  'VM.Config.Memory': ['allow-ksm', 'balloon', 'memory', 'shares'],
  'VM.Config.HWType': [
    'acpi',
    'audio0',
    'hotplug',
    'kvm',
    'machine',
    'rng0',
    'scsihw',
    'smbios1',
    'tablet',
    'vga',
    'watchdog',
  ],
  'VM.Config.Options': [
    'agent',
    'autostart',
    'bios',
    'description',
    'keyboard',
    'localtime',
    'name',
    'onboot',
    'ostype',
    'protection',
    'reboot',
    'startdate',
    'tags',
    'template',
  ],
  'VM.Config.Disk': ['boot', 'bootdisk', 'vmstatestorage'],
};

const privilegeOf = new Map(
  Object.entries(classes).flatMap(([privilege, options]) => options.map((option) => [option, privilege] as const)),
);

/** Parameters of create and config calls that are no VM options. */
const callParameters = new Set([
  'archive',
  'background_delay',
  'bwlimit',
  'delete',
  'digest',
  'force',
  'ha-managed',
  'import-working-storage',
  'live-restore',
  'node',
  'pool',
  'revert',
  'skiplock',
  'start',
  'storage',
  'unique',
  'vmid',
]);

/**
 * The right to set or delete each option (API2/Qemu.pm check_vm_modify_config_perm).
 * @throws ApiError 403, or 500 `only root can set 'X' config`.
 */
export function assertMaySetOptions(
  access: Access,
  identity: Identity,
  request: { vmid: number; pool?: string | undefined; options: Record<string, string> },
): void {
  if (isRoot(identity)) return;
  const need = (privilege: string): void => access.requireVm(identity, request, [privilege]);
  for (const [option, value] of Object.entries(request.options)) {
    if (callParameters.has(option)) continue;
    const privilege = privilegeOf.get(option);
    if (privilege !== undefined) need(privilege);
    else if (isDriveKey(option) || option === 'cdrom')
      need(isCdromText(option, value) ? 'VM.Config.CDROM' : 'VM.Config.Disk');
    else if (isUnusedKey(option)) need('VM.Config.Disk');
    else if (/^net\d+$/.test(option)) needForNic(access, identity, need, value);
    else if (/^numa\d+$/.test(option)) need('VM.Config.CPU');
    else if (/^serial\d+$/.test(option) && (value === 'socket' || value === '')) need('VM.Config.HWType');
    else if (option === 'startup') access.require(identity, '/', ['Sys.Modify']);
    else throw die(`only root can set '${option}' config`);
  }
}

function isCdromText(option: string, value: string): boolean {
  return option === 'cdrom' || (value !== '' && parseDrive(option, value).options['media'] === 'cdrom');
}

function needForNic(access: Access, identity: Identity, need: (privilege: string) => void, value: string): void {
  need('VM.Config.Network');
  if (value === '') return;
  const net = parsePropertyString(value, netFormat, 'net');
  const bridge = net['bridge'];
  if (bridge === undefined) return;
  const path = `/sdn/zones/localnetwork/${bridge}`;
  const tagged = net['tag'] === undefined ? path : `${path}/${net['tag']}`;
  access.require(identity, tagged, ['SDN.Use']);
}
