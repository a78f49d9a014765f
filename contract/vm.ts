import { z } from 'zod';

/** A VM described without any platform's vocabulary: what a target needs to run it and what a copier needs to read it. */

export const powerSchema = z.enum(['on', 'off', 'suspended']);
export type Power = z.infer<typeof powerSchema>;

export const firmwareSchema = z.enum(['bios', 'uefi']);

export const toolsSchema = z.enum(['running', 'not-running', 'not-installed']);

export const diskSpecSchema = z
  .object({
    id: z.string().meta({ description: 'Stable over snapshots and moves: the backing UUID.' }),
    key: z.number().int().meta({ description: 'Device key in the source VM configuration.' }),
    label: z.string(),
    capacityBytes: z.number().int().nonnegative(),
    bus: z.enum(['scsi', 'nvme', 'sata', 'ide', 'nvdimm']),
    controller: z.enum(['pvscsi', 'lsilogic', 'lsilogicsas', 'buslogic', 'nvme', 'ahci', 'ide', 'nvdimm', 'unknown']),
    busNumber: z.number().int(),
    unit: z.number().int(),
    backing: z.enum(['flat', 'sesparse', 'sparse', 'rdm-virtual', 'rdm-physical', 'raw-device', 'pmem', 'legacy']),
    mode: z.enum(['persistent', 'nonpersistent', 'independent_persistent', 'independent_nonpersistent', 'other']),
    shared: z.boolean().meta({ description: 'Multi-writer disk or on a controller with a shared bus.' }),
    encrypted: z.boolean(),
    thin: z.boolean(),
    datastore: z.string().meta({ description: 'Datastore name.' }),
    datastoreType: z.string().meta({ description: 'VMFS, NFS, NFS41, vsan, VVOL, ...' }),
    file: z.string().meta({ description: 'Datastore path of the descriptor, e.g. `[ds1] app/app.vmdk`.' }),
  })
  .meta({ id: 'DiskSpec' });
export type DiskSpec = z.infer<typeof diskSpecSchema>;

export const nicSpecSchema = z
  .object({
    key: z.number().int(),
    label: z.string(),
    mac: z.string(),
    model: z.enum(['vmxnet3', 'vmxnet2', 'e1000', 'e1000e', 'pcnet32', 'sriov', 'unknown']),
    network: z.string().meta({ description: 'Name of the port group or network, the key of the network mapping.' }),
    networkKind: z.enum(['standard', 'distributed', 'opaque', 'none']),
    connected: z.boolean(),
  })
  .meta({ id: 'NicSpec' });
export type NicSpec = z.infer<typeof nicSpecSchema>;

export const bootDeviceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('disk'), key: z.number().int() }),
  z.object({ kind: z.literal('network'), key: z.number().int().meta({ description: 'Device key of the NIC.' }) }),
  z.object({ kind: z.literal('cdrom') }),
]);
export type BootDevice = z.infer<typeof bootDeviceSchema>;

export const vmSnapshotSchema = z.object({ ref: z.string(), name: z.string(), createdAt: z.string() });

export const vmSpecSchema = z
  .object({
    ref: z.string().meta({ description: 'Identifier on its platform, e.g. `vm-101`.' }),
    name: z.string(),
    uuid: z.string().meta({ description: 'SMBIOS UUID, kept on the target.' }),
    instanceUuid: z.string(),
    path: z.string().meta({ description: 'Inventory folder path, e.g. `DC0/vm/prod`.' }),
    datacenter: z.string(),
    host: z.string(),
    guest: z.object({ id: z.string(), fullName: z.string(), family: z.enum(['linux', 'windows', 'other']) }),
    firmware: firmwareSchema,
    secureBoot: z.boolean(),
    vtpm: z.boolean(),
    hardwareVersion: z.number().int().meta({ description: '19 for vmx-19.' }),
    cpus: z.number().int(),
    coresPerSocket: z.number().int(),
    memoryMiB: z.number().int(),
    power: powerSchema,
    tools: toolsSchema,
    disks: z.array(diskSpecSchema),
    bootDisks: z
      .array(z.number().int())
      .meta({ description: 'Device keys of disks that the firmware is told to try first, in order; mostly none.' }),
    bootSequence: z.array(bootDeviceSchema).optional().meta({
      description: 'All that the firmware is told to try first, in order, networks and CD-ROM too. Absent: not read.',
    }),
    nics: z.array(nicSpecSchema),
    changeTracking: z.object({ supported: z.boolean(), enabled: z.boolean() }),
    snapshots: z.array(vmSnapshotSchema),
    connection: z.enum(['connected', 'disconnected', 'orphaned', 'inaccessible', 'invalid']),
    template: z.boolean(),
    faultTolerant: z.boolean(),
    encrypted: z.boolean(),
    consolidationNeeded: z.boolean(),
    question: z.string().nullable().meta({ description: 'A pending question blocks every task.' }),
    passthrough: z.array(z.string()).meta({ description: 'PCI, USB, serial, parallel devices that cannot move.' }),
    disabledMethods: z.array(z.string()),
    annotation: z.string(),
  })
  .meta({ id: 'VmSpec' });
export type VmSpec = z.infer<typeof vmSpecSchema>;

/** A row of the inventory: enough to list, search and choose. */
export const vmSummarySchema = z
  .object({
    connectionId: z.string(),
    ref: z.string(),
    name: z.string(),
    path: z.string(),
    power: powerSchema,
    firmware: firmwareSchema,
    guestFullName: z.string(),
    cpus: z.number().int(),
    memoryMiB: z.number().int(),
    diskCount: z.number().int(),
    capacityBytes: z.number().int(),
    snapshotCount: z.number().int(),
    changeTracking: z.boolean(),
    tools: toolsSchema.or(z.literal('unknown')).optional().meta({ description: 'Absent or `unknown`: not read.' }),
    template: z.boolean(),
    networks: z
      .array(z.string())
      .optional()
      .meta({ description: 'Networks of its NICs, by name. Absent: not looked at yet; refresh the inventory.' }),
    datastores: z
      .array(z.string())
      .optional()
      .meta({ description: 'Datastores of its disks, by name; absent as above.' }),
    seenAt: z.string(),
  })
  .meta({ id: 'VmSummary' });
export type VmSummary = z.infer<typeof vmSummarySchema>;
