import { z } from 'zod';
import { findingSchema } from './finding.ts';
import { migrationStatusSchema, stageNameSchema } from './migration.ts';
import { objectNameSchema } from './objectName.ts';
import { planSchema } from './plan.ts';
import { mappingFindingSchema } from './preset.ts';

/** A plan: many VMs that go the way of one mapping preset, each with what is different for it. */

/** As many as an import of a large estate has; a plan is one request, so that none is ever half made. */
export const maximumPlanVms = 10_000;
/** Of a request that holds a whole plan: some 800 bytes a VM. */
export const planBodyMiB = 8;

const one = planSchema.shape;

/** What holds for every VM of the plan. Where VMs go is the preset's part. */
export const bulkSettingsSchema = z
  .strictObject({
    strategy: one.strategy,
    route: one.route,
    transport: one.transport,
    quiesce: one.quiesce,
    shutdown: one.shutdown,
    delta: one.delta,
    audit: one.audit,
    snapshots: one.snapshots,
    cutover: one.cutover,
    startTarget: one.startTarget,
    bandwidthBytesPerSecond: one.bandwidthBytesPerSecond,
    bandwidthCalendar: one.bandwidthCalendar,
    compression: one.compression,
    tags: one.tags,
  })
  .meta({ id: 'PlanSettings' });

/** What one VM has differently. A field replaces that of settings or preset as a whole; rows of `networks` and `disks` go before the preset's. */
export const vmOverridesSchema = z
  .strictObject({
    target: z.strictObject(one.target.omit({ connectionId: true }).shape).partial(),
    hardware: z
      .strictObject({
        controller: one.hardware.unwrap().shape.controller.unwrap(),
        nic: one.hardware.unwrap().shape.nic.unwrap(),
        cpuType: one.hardware.unwrap().shape.cpuType.unwrap(),
        driversConfirmed: one.hardware.unwrap().shape.driversConfirmed.unwrap(),
      })
      .partial(),
    disks: one.disks.unwrap(),
    networks: one.networks.unwrap(),
    strategy: one.strategy.unwrap(),
    route: one.route.unwrap(),
    transport: one.transport.unwrap(),
    quiesce: one.quiesce.unwrap(),
    shutdown: one.shutdown.unwrap(),
    delta: one.delta.unwrap(),
    audit: one.audit.unwrap(),
    snapshots: one.snapshots.unwrap(),
    cutover: one.cutover.unwrap(),
    startTarget: one.startTarget.unwrap(),
    bandwidthBytesPerSecond: one.bandwidthBytesPerSecond.unwrap(),
    bandwidthCalendar: one.bandwidthCalendar.unwrap(),
    compression: one.compression.unwrap(),
    tags: one.tags.unwrap(),
  })
  .partial()
  .meta({ id: 'PlanVmOverrides' });
export type VmOverrides = z.infer<typeof vmOverridesSchema>;

const planVm = z.strictObject({
  ref: z.string().min(1).max(200).meta({ description: 'Reference of the VM on its source.', example: 'vm-101' }),
  overrides: vmOverridesSchema.default({}),
});

const editable = {
  name: objectNameSchema,
  presetId: z.string().min(1).max(100),
  settings: bulkSettingsSchema,
  vms: z
    .array(planVm)
    .max(maximumPlanVms)
    .refine((vms) => new Set(vms.map(({ ref }) => ref)).size === vms.length, 'names a VM twice'),
};

export const bulkPlanInputSchema = z
  .strictObject({ ...editable, settings: bulkSettingsSchema.prefault({}), vms: editable.vms.default([]) })
  .meta({ id: 'PlanInput' });
export type BulkPlanInput = z.infer<typeof bulkPlanInputSchema>;

/** Fields that are absent stay; `vms` and `settings` are replaced as a whole. */
export const bulkPlanChangeSchema = z.strictObject(editable).partial().meta({ id: 'PlanChange' });
export type BulkPlanChange = z.infer<typeof bulkPlanChangeSchema>;

export const bulkPlanSchema = z
  .object({
    id: z.string(),
    ...editable,
    sourceConnectionId: z.string(),
    targetConnectionId: z.string(),
    revision: z.number().int().meta({ description: 'Rises with each edit; what `If-Match` wants.' }),
    createdAt: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
  })
  .meta({ id: 'Plan' });
export type BulkPlan = z.infer<typeof bulkPlanSchema>;

/** For lists: without its VMs. */
export const bulkPlanSummarySchema = bulkPlanSchema
  .omit({ vms: true, settings: true })
  .extend({
    vmCount: z.number().int(),
    migrations: z
      .partialRecord(migrationStatusSchema, z.number().int())
      .meta({ description: 'Of its VMs, the newest migration of each that the plan started, by status.' }),
  })
  .meta({ id: 'PlanSummary' });
export type BulkPlanSummary = z.infer<typeof bulkPlanSummarySchema>;

/** One VM of a plan, as it stands now. */
export const planVmStateSchema = z
  .object({
    ref: z.string(),
    name: z.string().nullable().meta({ description: 'Null: the inventory does not have the VM.' }),
    capacityBytes: z.number().int().nullable(),
    overrides: vmOverridesSchema,
    migration: z
      .object({ id: z.string(), status: migrationStatusSchema, stage: stageNameSchema })
      .nullable()
      .meta({ description: 'The newest that this plan started.' }),
  })
  .meta({ id: 'PlanVmState' });
export type PlanVmState = z.infer<typeof planVmStateSchema>;

export const chosenVmsSchema = z.strictObject({
  vms: z.array(z.string().min(1).max(200)).min(1).max(maximumPlanVms).optional().meta({
    description: 'References of VMs of the plan. Absent: all of them.',
  }),
});

export const planCheckSchema = z
  .object({
    checkedAt: z.string(),
    ready: z.number().int().meta({ description: 'How many of the VMs asked about nothing blocks.' }),
    mapping: z.array(mappingFindingSchema).meta({ description: 'On the preset, whichever the VM.' }),
    findings: z.array(findingSchema).meta({ description: 'On the plan as a whole.' }),
    vms: z.array(
      z.object({
        ref: z.string(),
        name: z.string(),
        ready: z.boolean(),
        basis: z.enum(['inventory', 'preflight']).meta({
          description: '`inventory`: judged by what was last seen. `preflight`: both sides were asked now.',
        }),
        findings: z.array(findingSchema),
      }),
    ),
  })
  .meta({ id: 'PlanCheck' });
export type PlanCheck = z.infer<typeof planCheckSchema>;

export const vmStartSchema = z
  .object({
    ref: z.string(),
    name: z.string(),
    outcome: z.enum(['started', 'open', 'done', 'refused', 'pending']).meta({
      description:
        '`open`: a migration of it is open already. `done`: this plan has moved it. `refused`: see `problem`. `pending`: not reached in the time of one request; send it again.',
    }),
    migrationId: z.string().nullable(),
    problem: z
      .object({ code: z.string(), detail: z.string(), remedy: z.string(), findings: z.array(findingSchema) })
      .nullable(),
  })
  .meta({ id: 'PlanVmStart' });
export type VmStart = z.infer<typeof vmStartSchema>;
