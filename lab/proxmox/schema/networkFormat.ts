import { formats, optionalIntegerIn } from './formats.ts';
import type { PropertyStringSchema } from './types.ts';

export const nicModels = [
  'e1000',
  'e1000-82540em',
  'e1000-82544gc',
  'e1000-82545em',
  'e1000e',
  'i82551',
  'i82557b',
  'i82559er',
  'ne2k_isa',
  'ne2k_pci',
  'pcnet',
  'rtl8139',
  'virtio',
  'vmxnet3',
] as const;

/** `netN=MODEL=MAC,bridge=…` (qemu-server Network.pm). */
export const netFormat: PropertyStringSchema = {
  defaultKey: 'model',
  keyAlias: { keys: nicModels, nameKey: 'model', valueKey: 'macaddr' },
  keys: {
    model: { type: 'string', enum: nicModels },
    macaddr: { type: 'string', optional: true, format: formats.mac },
    bridge: { type: 'string', optional: true, pattern: /^[-_.\w\d]+$/ },
    firewall: { type: 'boolean', optional: true },
    link_down: { type: 'boolean', optional: true },
    mtu: optionalIntegerIn(1, 65_520),
    queues: optionalIntegerIn(0, 64),
    rate: { type: 'number', optional: true, minimum: 0 },
    tag: optionalIntegerIn(1, 4094),
    trunks: { type: 'string', optional: true, pattern: /^\d+(-\d+)?(;\d+(-\d+)?)*$/ },
  },
};
