import { z } from 'zod';

/** The hardware of a VM on a target, in the target's own words. */
export const targetHardwareSchema = z
  .object({
    name: z.string(),
    firmware: z.enum(['bios', 'uefi']),
    machine: z.string().meta({ description: 'Chip set: `i440fx` or `q35`.' }),
    sockets: z.number().int(),
    coresPerSocket: z.number().int(),
    cpuType: z.string(),
    memoryMiB: z.number().int(),
    controller: z.string().nullable().meta({ description: 'Model of the SCSI controller; null: no disk is on one.' }),
    disks: z.array(
      z.object({
        slot: z.string().meta({ description: 'Bus and number, e.g. `scsi0`.' }),
        volume: z.string(),
        sizeBytes: z.number().nullable().meta({ description: 'Null: not told.' }),
      }),
    ),
    bootOrder: z.array(z.string()).meta({ description: 'Slots, first first.' }),
    nics: z.array(
      z.object({
        slot: z.string(),
        model: z.string(),
        mac: z.string(),
        bridge: z.string().nullable(),
        vlan: z.number().int().nullable(),
        connected: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'TargetHardware' });
export type TargetHardware = z.infer<typeof targetHardwareSchema>;

export const comparedHardwareSchema = z
  .object({
    readAt: z.string(),
    planned: targetHardwareSchema.nullable().meta({
      description: 'What defining the VM out of its source and the plan would give now; null: see `plannedUnknown`.',
    }),
    plannedUnknown: z.string().nullable().meta({ description: 'Why the source VM cannot be asked any more.' }),
    actual: targetHardwareSchema,
  })
  .meta({ id: 'ComparedHardware' });
export type ComparedHardware = z.infer<typeof comparedHardwareSchema>;
