import { z } from 'zod';
import { limitCalendarSchema } from './limits.ts';

/** What the operator asks for: which VM, whereto, how, and when the short downtime may happen. */

export const strategySchema = z.enum(['warm', 'cold']);
export const routeSchema = z.enum(['direct', 'staged']);
export type Route = z.infer<typeof routeSchema>;
export const transportSchema = z.enum(['https', 'nfc', 'nbd']);
export type Transport = z.infer<typeof transportSchema>;

export const diskMappingSchema = z.object({
  diskId: z.string(),
  storage: z.string(),
  format: z.enum(['raw', 'qcow2']).optional().meta({ description: 'Absent: what the storage prefers.' }),
});

export const networkMappingSchema = z.object({
  network: z.string().meta({ description: 'Name of the source network.' }),
  bridge: z.string(),
  vlan: z.number().int().min(1).max(4094).optional(),
});

/** Longest downtime that an automatic cutover may be expected to have. */
export const downtimeBudgetSchema = z.number().int().positive();

export const cutoverPolicySchema = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('manual') }),
  z.object({
    mode: z.literal('at'),
    at: z.iso.datetime(),
    until: z.iso.datetime().optional().meta({
      description: 'A cutover that could not begin before this waits for an operator. Absent: it begins however late.',
    }),
  }),
  z.object({
    mode: z.literal('auto'),
    downtimeBudgetSeconds: downtimeBudgetSchema.optional().meta({
      description: 'Cut over once the forecast is below this. Absent: after the minimum number of delta rounds.',
    }),
    at: z.iso.datetime().optional().meta({ description: 'Not before this. Absent: as soon as it can be.' }),
    until: z.iso.datetime().optional().meta({
      description:
        'Only where the forecast ends before this; from then on it waits for an operator. Absent: however late.',
    }),
  }),
]);
export type CutoverPolicy = z.infer<typeof cutoverPolicySchema>;

/** How far the source's word about unchanged bytes is taken. */
export const auditPolicySchema = z.object({
  sampleBytesPerRound: z
    .number()
    .int()
    .min(0)
    .default(16 * 1024 * 1024)
    .meta({ description: 'Read again per disk and delta round, drawn at random; at most a sixteenth of the disk.' }),
  full: z.enum(['never', 'final', 'every-round']).default('never').meta({
    description: 'Rounds that read everything again: the final one then lasts as long as a full read.',
  }),
});

export const planSchema = z
  .object({
    source: z.object({ connectionId: z.string(), vm: z.string() }),
    target: z.object({
      connectionId: z.string(),
      node: z.string().optional().meta({ description: 'Absent: the only online node, else a finding.' }),
      vmid: z.number().int().min(100).max(999999999).optional(),
      name: z.string().max(63).optional().meta({ description: 'Absent: the source name made a valid DNS name.' }),
      storage: z.string().meta({ description: 'Storage for every disk without a mapping of its own.' }),
      stagingStorage: z.string().optional().meta({ description: 'Storage with `import` content, staged route only.' }),
      pool: z.string().optional(),
    }),
    strategy: strategySchema.default('warm'),
    route: z.enum(['auto', 'direct', 'staged']).default('auto'),
    transport: z.enum(['auto', 'https', 'nfc', 'nbd']).default('auto'),
    hardware: z
      .object({
        controller: z.enum(['keep', 'virtio']).default('keep'),
        nic: z.enum(['keep', 'virtio']).default('keep'),
        cpuType: z.string().default('x86-64-v2-AES'),
        driversConfirmed: z.boolean().default(false).meta({
          description: 'The operator vouches that the guest carries virtio drivers.',
        }),
      })
      .prefault({}),
    disks: z.array(diskMappingSchema).default([]),
    networks: z.array(networkMappingSchema).default([]),
    quiesce: z.boolean().default(true),
    shutdown: z
      .object({
        timeoutSeconds: z.number().int().min(5).max(3600).default(300),
        onTimeout: z.enum(['power-off', 'park']).default('park'),
      })
      .prefault({}),
    delta: z
      .object({
        intervalSeconds: z.number().int().min(0).max(86400).default(300),
        minimumRounds: z.number().int().min(0).max(1000).default(1),
      })
      .prefault({}),
    audit: auditPolicySchema.prefault({}),
    snapshots: z
      .object({
        minimumFreePercent: z.number().int().min(0).max(90).optional().meta({
          description:
            'Of each datastore of the VM; with less no snapshot is taken, and one that stands is given up, because it grows. Absent: as the settings say.',
        }),
        maximumAgeHours: z.number().positive().max(8760).optional().meta({
          description:
            'A snapshot of ours that stands for longer is given up; that of a VM that is off for its last round becomes a finding. Absent: as the settings say.',
        }),
        whenExceeded: z.enum(['renew', 'park']).optional().meta({
          description:
            'What comes after a snapshot that was given up while its round was copied: the round goes on from a new one, or waits for an operator. Absent: `renew`.',
        }),
        removalHours: z.number().positive().max(720).optional().meta({
          description: 'How long the removal of a snapshot may take until its disks are consolidated. Absent: 12.',
        }),
        lockMinutes: z.number().positive().max(1440).optional().meta({
          description: 'Of it, how long a locked disk file is waited for. Absent: 60.',
        }),
      })
      .prefault({}),
    cutover: cutoverPolicySchema.default({ mode: 'manual' }),
    startTarget: z.boolean().default(true),
    bandwidthBytesPerSecond: z.number().int().positive().optional(),
    bandwidthCalendar: limitCalendarSchema.optional().meta({
      description: 'What this migration may read, and when. Of all limits that hold at a moment the lowest counts.',
    }),
    compression: z.enum(['none', 'zstd']).default('none').meta({ description: 'Clusters of a staged image.' }),
    tags: z.array(z.string()).default([]),
    planId: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'The plan of many VMs that this migration belongs to.' }),
  })
  .meta({ id: 'MigrationPlan' });
export type MigrationPlan = z.infer<typeof planSchema>;
export type MigrationPlanInput = z.input<typeof planSchema>;
