import { DroverError } from '../../../contract/errors.ts';
import type { VmDefinition } from '../../../domain/vmDefinition.ts';
import { describeWithMark, printTags } from './migrationMark.ts';
import { printProperties } from './propertyString.ts';
import type { ConfigChange } from './vmConfig.ts';

/** How many disks each bus takes in Proxmox VE. */
const busSizes = { scsi: 31, sata: 6 } as const;

/** Everything but the EFI variables as Proxmox VE options. Pure. @throws DroverError platform.unsupported */
export function hardwareOf(definition: VmDefinition): ConfigChange {
  const disks = disksOf(definition);
  return {
    name: definition.name,
    description: describeWithMark(definition.description, definition.migrationId),
    tags: printTags(definition.migrationId, definition.tags),
    onboot: definition.startOnBoot ? 1 : 0,
    ...processorsOf(definition),
    cpu: definition.cpuType,
    memory: String(definition.memoryMiB),
    ostype: definition.osType,
    smbios1: `uuid=${definition.uuid.toLowerCase()}`,
    ...firmwareOf(definition),
    ...(definition.controller === 'sata' ? {} : { scsihw: scsiControllers[definition.controller] }),
    ...disks,
    ...bootOf(definition, Object.keys(disks)),
    ...networksOf(definition),
    agent: '1',
    serial0: 'socket',
    vga: 'std',
  };
}

const scsiControllers = { pvscsi: 'pvscsi', virtio: 'virtio-scsi-single', lsi: 'lsi' } as const;

function processorsOf({ cpus, coresPerSocket }: VmDefinition): ConfigChange {
  // An uneven split cannot be told in sockets and cores; the guest must see all its CPUs before it sees their shape.
  const even = coresPerSocket > 0 && cpus % coresPerSocket === 0;
  return { cores: even ? coresPerSocket : cpus, sockets: even ? cpus / coresPerSocket : 1 };
}

function firmwareOf({ firmware }: VmDefinition): ConfigChange {
  // Secure Boot works on q35 only, and UEFI guests of vSphere know PCI Express; BIOS guests get the older chip set
  // whose devices lie where theirs lay.
  return firmware === 'uefi' ? { bios: 'ovmf', machine: 'q35' } : { bios: 'seabios', machine: 'pc' };
}

function disksOf({ disks, controller }: VmDefinition): ConfigChange {
  const bus = controller === 'sata' ? 'sata' : 'scsi';
  if (disks.length > busSizes[bus]) {
    throw new DroverError(
      'platform.unsupported',
      `The VM has ${disks.length} disks and Proxmox VE takes ${busSizes[bus]} on ${bus}; choose another controller.`,
    );
  }
  const options = { discard: 'on', iothread: controller === 'virtio' ? 1 : undefined };
  return Object.fromEntries(
    disks.map((disk, position) => [`${bus}${position}`, printProperties(disk.volume, options)]),
  );
}

/** Where Proxmox VE's own console puts a CD-ROM drive. */
const cdromSlot = 'ide2';

function bootOf({ boot }: VmDefinition, diskSlots: readonly string[]): ConfigChange {
  const slots = boot.map((entry) => {
    if (entry.kind === 'cdrom') return cdromSlot;
    return entry.kind === 'disk' ? diskSlots[entry.position] : `net${entry.position}`;
  });
  const order = { boot: `order=${slots.join(';')}` };
  return slots.includes(cdromSlot) ? { ...order, [cdromSlot]: 'none,media=cdrom' } : order;
}

function networksOf({ nics }: VmDefinition): ConfigChange {
  return Object.fromEntries(
    nics.map((nic, position) => [
      `net${position}`,
      printProperties(`${nic.model}=${nic.mac.toUpperCase()}`, {
        bridge: nic.bridge,
        tag: nic.vlan,
        link_down: nic.connected ? undefined : 1,
      }),
    ]),
  );
}
