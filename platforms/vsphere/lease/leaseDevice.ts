import { DroverError } from '../../../contract/errors.ts';
import type { Disk } from '../devices/disks.ts';
import type { Endpoint } from '../session/endpoint.ts';
import { flag, list, text } from '../values/value.ts';

/** One file that an export lease offers. */
export interface LeaseDevice {
  /** Names VM, controller and unit, e.g. `/vm-64/ParaVirtualSCSIController0:1`; the manifest uses it too. */
  key: string;
  url: string;
  /** SHA-1 of the certificate of the host that serves it. */
  sslThumbprint: string | undefined;
  disk: boolean;
}

/** Reads `deviceUrl` of a HttpNfcLeaseInfo. */
export function readLeaseDevices(info: unknown): LeaseDevice[] {
  return list(info, 'deviceUrl').map((node) => ({
    key: text(node, 'key') ?? '',
    url: text(node, 'url') ?? '',
    sslThumbprint: text(node, 'sslThumbprint') || undefined,
    disk: flag(node, 'disk') === true,
  }));
}

/**
 * Finds a disk's file by controller and unit, because an export may leave disks out. Only where no key names a
 * controller is the order taken, and only when just as many files are offered as there are disks to export.
 */
export function deviceOfDisk(devices: readonly LeaseDevice[], disks: readonly Disk[], disk: Disk): LeaseDevice {
  const offered = devices.filter((device) => device.disk);
  const address = `/${disk.controllerClass}${disk.busNumber}:${disk.unit}`.toLowerCase();
  const found = offered.find((device) => device.key.toLowerCase().endsWith(address));
  if (found !== undefined) return found;
  const exported = disks.filter(isExported);
  const nameless = !offered.some((device) => /Controller\d+:\d+$/i.test(device.key));
  const inOrder = nameless && exported.length === offered.length ? offered[exported.indexOf(disk)] : undefined;
  if (inOrder !== undefined) return inOrder;
  throw new DroverError('platform.unsupported', `The export does not offer ${disk.label}.`, {
    evidence: [`looked for ${address}`, ...offered.map((device) => `offered ${device.key}`)],
  });
}

/** Snapshots, and so exports, leave out what cannot be frozen. */
function isExported(disk: Disk): boolean {
  return !disk.mode.startsWith('independent') && disk.backing !== 'rdm-physical' && disk.backing !== 'raw-device';
}

/** A `*` in place of the host stands for the server that was asked. */
export function resolveDeviceUrl(device: LeaseDevice, endpoint: Endpoint): URL {
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return new URL(
    device.url.replace(/^(https?:\/\/)\*(:\d+)?/, (_all, scheme: string, port: string | undefined) => {
      return `${scheme}${host}${port ?? `:${endpoint.port}`}`;
    }),
  );
}
