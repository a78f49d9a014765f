import { driveFormats, efidiskFormat, tpmstateFormat, unusedFormat } from './driveFormat.ts';
import { formats, optionalBoolean, optionalEnum, optionalIntegerIn, optionalString } from './formats.ts';
import { netFormat } from './networkFormat.ts';
import type { ParamSchema, ParamSchemas, PropertyStringSchema, ValueSchema } from './types.ts';

const flagKey: ValueSchema = { type: 'boolean', optional: true };
const textKey: ValueSchema = { type: 'string', optional: true };

function propertyString(defaultKey: string | undefined, keys: Record<string, ValueSchema>): ParamSchema {
  const format: PropertyStringSchema = defaultKey === undefined ? { keys } : { keys, defaultKey };
  return { type: 'string', optional: true, propertyString: format };
}

const base64Text: ValueSchema = { type: 'string', optional: true, pattern: /^[A-Za-z0-9+/]+={0,2}$/ };

/** VM options with a fixed name (qemu-server QemuServer.pm confdesc). */
const namedOptions: ParamSchemas = {
  acpi: optionalBoolean,
  affinity: optionalString,
  agent: propertyString('enabled', {
    enabled: { type: 'boolean' },
    fstrim_cloned_disks: flagKey,
    'freeze-fs': flagKey,
    'freeze-fs-on-backup': flagKey,
    type: optionalEnum('virtio', 'isa'),
  }),
  'allow-ksm': optionalBoolean,
  arch: optionalEnum('x86_64', 'aarch64'),
  args: optionalString,
  audio0: propertyString(undefined, {
    device: { type: 'string', enum: ['ich9-intel-hda', 'intel-hda', 'AC97'] },
    driver: optionalEnum('spice', 'none'),
  }),
  autostart: optionalBoolean,
  balloon: optionalIntegerIn(0),
  bios: optionalEnum('seabios', 'ovmf'),
  boot: propertyString('legacy', {
    legacy: { type: 'string', optional: true, pattern: /^[acdn]{1,4}$/ },
    order: { type: 'string', optional: true, pattern: /^([a-z]+\d+)(;[a-z]+\d+)*;?$/ },
  }),
  bootdisk: { type: 'string', optional: true, pattern: /^(ide|sata|scsi|virtio|efidisk|tpmstate)\d+$/ },
  cores: optionalIntegerIn(1),
  cpu: propertyString('cputype', {
    cputype: { type: 'string', optional: true, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ },
    flags: { type: 'string', optional: true, pattern: /^[+-][a-zA-Z0-9._-]+(;[+-][a-zA-Z0-9._-]+)*$/ },
    'guest-phys-bits': optionalIntegerIn(32, 64),
    hidden: flagKey,
    'hv-vendor-id': { type: 'string', optional: true, pattern: /^[^\s,]{1,12}$/ },
    'phys-bits': { type: 'string', optional: true, pattern: /^(host|\d{1,2})$/ },
    'reported-model': textKey,
  }),
  cpulimit: { type: 'number', optional: true, minimum: 0, maximum: 128 },
  cpuunits: optionalIntegerIn(1, 262_144),
  description: { type: 'string', optional: true, maxLength: 8192 },
  freeze: optionalBoolean,
  hookscript: optionalString,
  hotplug: optionalString,
  hugepages: optionalEnum('any', '2', '1024'),
  keyboard: optionalString,
  keephugepages: optionalBoolean,
  kvm: optionalBoolean,
  localtime: optionalBoolean,
  lock: optionalEnum(
    'backup',
    'clone',
    'create',
    'migrate',
    'rollback',
    'snapshot',
    'snapshot-delete',
    'suspending',
    'suspended',
  ),
  machine: propertyString('type', {
    type: {
      type: 'string',
      optional: true,
      maxLength: 40,
      pattern:
        /^(pc|pc(-i440fx)?-\d+(\.\d+)+(\+pve\d+)?(\.pxe)?|q35|pc-q35-\d+(\.\d+)+(\+pve\d+)?(\.pxe)?|virt(?:-\d+(\.\d+)+)?(\+pve\d+)?)$/,
    },
    'aw-bits': { type: 'number', optional: true },
    'enable-s3': flagKey,
    'enable-s4': flagKey,
    viommu: optionalEnum('intel', 'virtio'),
  }),
  memory: propertyString('current', { current: { type: 'integer', minimum: 16 } }),
  name: { type: 'string', optional: true, format: formats.dnsName },
  numa: optionalBoolean,
  onboot: optionalBoolean,
  ostype: optionalEnum(
    'other',
    'wxp',
    'w2k',
    'w2k3',
    'w2k8',
    'wvista',
    'win7',
    'win8',
    'win10',
    'win11',
    'l24',
    'l26',
    'solaris',
  ),
  protection: optionalBoolean,
  reboot: optionalBoolean,
  rng0: propertyString('source', {
    source: { type: 'string', enum: ['/dev/urandom', '/dev/random', '/dev/hwrng'] },
    max_bytes: optionalIntegerIn(0),
    period: optionalIntegerIn(0),
  }),
  scsihw: optionalEnum('lsi', 'lsi53c810', 'virtio-scsi-pci', 'virtio-scsi-single', 'megasas', 'pvscsi'),
  shares: optionalIntegerIn(0, 50_000),
  smbios1: {
    type: 'string',
    optional: true,
    maxLength: 512,
    propertyString: {
      keys: {
        uuid: { type: 'string', optional: true, pattern: /^[a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}$/ },
        manufacturer: base64Text,
        product: base64Text,
        version: base64Text,
        serial: base64Text,
        sku: base64Text,
        family: base64Text,
        base64: flagKey,
      },
    },
  },
  sockets: optionalIntegerIn(1),
  startdate: optionalString,
  startup: {
    type: 'string',
    optional: true,
    pattern: /^((order=)?\d+|up=\d+|down=\d+)(,((order=)?\d+|up=\d+|down=\d+))*$/,
  },
  tablet: optionalBoolean,
  tags: { type: 'string', optional: true, format: formats.tagList },
  tdf: optionalBoolean,
  template: optionalBoolean,
  vcpus: optionalIntegerIn(1),
  vga: propertyString('type', {
    type: optionalEnum(
      'cirrus',
      'qxl',
      'qxl2',
      'qxl3',
      'qxl4',
      'none',
      'serial0',
      'serial1',
      'serial2',
      'serial3',
      'std',
      'virtio',
      'virtio-gl',
      'vmware',
    ),
    clipboard: optionalEnum('vnc'),
    memory: optionalIntegerIn(4, 512),
  }),
  vmgenid: {
    type: 'string',
    optional: true,
    pattern: /^(?:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])$/,
  },
  vmstatestorage: { type: 'string', optional: true, format: formats.storageId },
  watchdog: propertyString('model', {
    model: optionalEnum('i6300esb', 'ib700'),
    action: optionalEnum('reset', 'shutdown', 'poweroff', 'pause', 'debug', 'none'),
  }),
  efidisk0: { type: 'string', optional: true, propertyString: efidiskFormat },
  tpmstate0: { type: 'string', optional: true, propertyString: tpmstateFormat },
  cdrom: optionalString,
};

/** `scsi[n]` and the like: how many of each there may be. */
export const indexedOptionCounts = {
  scsi: 31,
  virtio: 16,
  sata: 6,
  ide: 4,
  net: 32,
  serial: 4,
  unused: 256,
  numa: 8,
} as const;

const indexedSchemas: Record<keyof typeof indexedOptionCounts, ParamSchema> = {
  scsi: { type: 'string', optional: true, propertyString: driveFormats.scsi },
  virtio: { type: 'string', optional: true, propertyString: driveFormats.virtio },
  sata: { type: 'string', optional: true, propertyString: driveFormats.sata },
  ide: { type: 'string', optional: true, propertyString: driveFormats.ide },
  net: { type: 'string', optional: true, propertyString: netFormat },
  serial: { type: 'string', optional: true, pattern: /^(\/dev\/.+|socket)$/ },
  unused: { type: 'string', optional: true, propertyString: unusedFormat },
  numa: propertyString(undefined, {
    cpus: { type: 'string', pattern: /^\d+(-\d+)?(;\d+(-\d+)?)*$/ },
    hostnodes: textKey,
    memory: { type: 'number', optional: true },
    policy: optionalEnum('preferred', 'bind', 'interleave'),
  }),
};

/** Schema of every VM option, indexed ones spelled out. */
export const vmOptions: ParamSchemas = { ...namedOptions, ...spelledOut() };

function spelledOut(): ParamSchemas {
  const options: ParamSchemas = {};
  for (const [prefix, count] of Object.entries(indexedOptionCounts)) {
    const schema = indexedSchemas[prefix as keyof typeof indexedOptionCounts];
    for (let index = 0; index < count; index += 1) options[`${prefix}${index}`] = schema;
  }
  return options;
}

export function propertyStringOf(option: string): PropertyStringSchema | undefined {
  return vmOptions[option]?.propertyString;
}
