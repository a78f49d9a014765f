import { randomBytes, randomUUID } from 'node:crypto';
import { netFormat } from '../schema/networkFormat.ts';
import { parsePropertyString, printPropertyString } from '../schema/propertyString.ts';
import type { Params } from '../schema/types.ts';
import { propertyStringOf, vmOptions } from '../schema/vmOptions.ts';
import { isDriveKey } from './drives.ts';

/** The VM options among a call's parameters, as text: booleans 1 and 0, values tidied as PVE tidies them. */
export function optionsOf(params: Params): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) {
    if (!Object.hasOwn(vmOptions, name)) continue;
    const text = typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
    // `cdrom` is an old name for the drive at ide2.
    if (name === 'cdrom') options['ide2'] = text.includes('media=') ? text : `${text},media=cdrom`;
    else options[name] = tidy(name, text);
  }
  return options;
}

function tidy(name: string, text: string): string {
  if (name === 'tags') return tidyTags(text);
  if (/^net\d+$/.test(name)) return tidyNet(text);
  const schema = propertyStringOf(name);
  // Drives are printed anew when their volumes are made.
  return schema && !isDriveKey(name) ? printPropertyString(parsePropertyString(text, schema, name), schema) : text;
}

export function tidyTags(text: string): string {
  const tags = text
    .toLowerCase()
    .split(/[,;\s]+/)
    .filter((tag) => tag !== '');
  return [...new Set(tags)].sort().join(';');
}

/** Gives a NIC an address from Proxmox's range BC:24:11, if it has none or must get a new one. */
export function tidyNet(text: string, renew = false): string {
  const net = parsePropertyString(text, netFormat, 'net');
  const tail = [...randomBytes(3)].map((byte) => byte.toString(16).padStart(2, '0')).join(':');
  const address = (renew ? undefined : net['macaddr']) ?? `BC:24:11:${tail}`;
  return printPropertyString({ ...net, macaddr: String(address).toUpperCase() }, netFormat);
}

/** What a fresh VM gets without asking. */
export function autofill(options: Record<string, string>): void {
  options['meta'] = `creation-qemu=10.1.2,ctime=${Math.floor(Date.now() / 1000)}`;
  options['vmgenid'] ??= randomUUID();
  if (options['smbios1'] === undefined) options['smbios1'] = `uuid=${randomUUID()}`;
  else if (!/(^|,)uuid=/.test(options['smbios1'])) options['smbios1'] += `,uuid=${randomUUID()}`;
}

/** As the config call shows it: plain numbers and booleans as numbers, everything else as text. */
export function shown(options: Record<string, string>): Record<string, string | number> {
  const out: Record<string, string | number> = {};
  for (const [name, text] of Object.entries(options)) {
    const type = vmOptions[name]?.type;
    out[name] = type === 'integer' || type === 'number' || type === 'boolean' ? Number(text) : text;
  }
  return out;
}
