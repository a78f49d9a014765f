import { formats, optionalEnum, optionalIntegerIn } from './formats.ts';
import type { PropertyStringSchema, ValueSchema } from './types.ts';

const flagKey: ValueSchema = { type: 'boolean', optional: true };
const textKey: ValueSchema = { type: 'string', optional: true };
const rateKey: ValueSchema = { type: 'number', optional: true, minimum: 0 };
export const imageFormats = ['raw', 'qcow', 'qed', 'qcow2', 'vmdk', 'cloop'] as const;

const sizeKey: ValueSchema = { type: 'string', optional: true, format: formats.diskSize };

const commonKeys: Record<string, ValueSchema> = {
  file: { type: 'string' },
  aio: optionalEnum('native', 'threads', 'io_uring'),
  backup: flagKey,
  cache: optionalEnum('none', 'writethrough', 'writeback', 'unsafe', 'directsync'),
  detect_zeroes: flagKey,
  discard: optionalEnum('ignore', 'on'),
  format: optionalEnum(...imageFormats),
  media: optionalEnum('cdrom', 'disk'),
  replicate: flagKey,
  rerror: optionalEnum('ignore', 'report', 'stop'),
  serial: { type: 'string', optional: true, maxLength: 60 },
  shared: flagKey,
  size: sizeKey,
  snapshot: flagKey,
  werror: optionalEnum('enospc', 'ignore', 'report', 'stop'),
  'import-from': textKey,
  ...rates('iops'),
  ...rates('mbps'),
};

function rates(prefix: string): Record<string, ValueSchema> {
  const keys: Record<string, ValueSchema> = {};
  for (const direction of ['', '_rd', '_wr']) {
    keys[`${prefix}${direction}`] = rateKey;
    keys[`${prefix}${direction}_max`] = rateKey;
    if (prefix === 'iops') keys[`${prefix}${direction}_max_length`] = optionalIntegerIn(1);
    else keys[`bps${direction}_max_length`] = optionalIntegerIn(1);
  }
  return keys;
}

const wwnKey: ValueSchema = { type: 'string', optional: true, pattern: /^(0x)[0-9a-fA-F]{16}/ };

function driveFormat(extra: Record<string, ValueSchema>): PropertyStringSchema {
  return { keys: { ...commonKeys, ...extra }, defaultKey: 'file' };
}

/** Property strings of the disk buses; what each bus allows differs (qemu-server Drive.pm). */
export const driveFormats = {
  ide: driveFormat({ ssd: flagKey, wwn: wwnKey, model: { type: 'string', optional: true, maxLength: 120 } }),
  sata: driveFormat({ ssd: flagKey, wwn: wwnKey }),
  scsi: driveFormat({
    iothread: flagKey,
    product: { type: 'string', optional: true, pattern: /^[A-Za-z0-9\-_\s]{1,16}$/ },
    queues: optionalIntegerIn(2),
    ro: flagKey,
    scsiblock: flagKey,
    ssd: flagKey,
    vendor: { type: 'string', optional: true, pattern: /^[A-Za-z0-9\-_\s]{1,8}$/ },
    wwn: wwnKey,
  }),
  virtio: driveFormat({ iothread: flagKey, ro: flagKey }),
};

export const efidiskFormat: PropertyStringSchema = {
  defaultKey: 'file',
  keys: {
    file: { type: 'string' },
    efitype: optionalEnum('2m', '4m'),
    format: optionalEnum(...imageFormats),
    'import-from': textKey,
    'ms-cert': optionalEnum('2011', '2023', '2023k', '2023w'),
    'pre-enrolled-keys': flagKey,
    size: sizeKey,
  },
};

export const tpmstateFormat: PropertyStringSchema = {
  defaultKey: 'file',
  keys: {
    file: { type: 'string' },
    format: optionalEnum('raw', 'qcow2'),
    'import-from': textKey,
    size: sizeKey,
    version: optionalEnum('v1.2', 'v2.0'),
  },
};

export const unusedFormat: PropertyStringSchema = { defaultKey: 'file', keys: { file: { type: 'string' } } };
