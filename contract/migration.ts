import { z } from 'zod';
import { findingSchema } from './finding.ts';
import { planSchema, routeSchema, strategySchema, transportSchema } from './plan.ts';

/** A migration as its workflow tells it: the status query, the projection, the API and the console share this shape. */

export const stageNameSchema = z.enum([
  'preflight',
  'provision',
  'baseline',
  'delta',
  'hold',
  'quiesce',
  'final',
  'export',
  'import',
  'verify',
  'define',
  'boot',
  'finish',
  'undo',
  'unwind',
]);
export type StageName = z.infer<typeof stageNameSchema>;

export const migrationStatusSchema = z.enum([
  'running',
  'paused',
  'holding',
  'parked',
  'cancelling',
  'completed',
  'cancelled',
  'rolled-back',
]);
export type MigrationStatus = z.infer<typeof migrationStatusSchema>;

export const stageRecordSchema = z
  .object({
    name: stageNameSchema,
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    ms: z.number().nullable(),
    attempts: z.number().int(),
  })
  .meta({ id: 'StageRecord' });
export type StageRecord = z.infer<typeof stageRecordSchema>;

export const roundAuditSchema = z
  .object({
    sampledBytes: z.number(),
    mismatchedBytes: z.number().meta({ description: 'Called unchanged by the source, and yet different.' }),
    mismatches: z.array(z.object({ start: z.number(), length: z.number() })).meta({ description: 'The first 20.' }),
  })
  .meta({ id: 'RoundAudit' });

export const roundSchema = z
  .object({
    round: z.number().int(),
    kind: z.enum(['baseline', 'delta', 'final', 'export']),
    changedBytes: z.number(),
    readBytes: z.number(),
    writtenBytes: z.number(),
    ms: z.number(),
    endedAt: z.string(),
    changeId: z.string().nullable().meta({ description: 'Of the snapshot that was read.' }),
    root: z.string().nullable().meta({ description: 'Ledger root after this round.' }),
    full: z.boolean().meta({ description: 'The whole disk was compared (first round, or tracking was reset).' }),
    audit: roundAuditSchema.optional().meta({ description: 'What reading unchanged parts again has shown.' }),
  })
  .meta({ id: 'Round' });
export type Round = z.infer<typeof roundSchema>;

export const earlierRoundsSchema = z
  .object({
    rounds: z.number().int(),
    fullRounds: z.number().int(),
    changedBytes: z.number(),
    readBytes: z.number(),
    writtenBytes: z.number(),
    ms: z.number(),
    sampledBytes: z.number().meta({ description: 'Read again by audits.' }),
    mismatchedBytes: z.number().meta({ description: 'Of these, called unchanged by the source, and yet different.' }),
    endedAt: z.string().meta({ description: 'End of the last of them.' }),
  })
  .meta({ id: 'EarlierRounds' });
export type EarlierRounds = z.infer<typeof earlierRoundsSchema>;

const earlierMeta = {
  description: 'Totals of the delta rounds that followed the first round and are no longer listed one by one.',
};

export const migrationDiskSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    capacityBytes: z.number(),
    volume: z.string().nullable().meta({ description: 'Volume id on the target, e.g. `local:100/vm-100-disk-0.raw`.' }),
    rounds: z.array(roundSchema),
    earlier: earlierRoundsSchema.optional().meta(earlierMeta),
    ledgerRoot: z.string().nullable(),
    targetRoot: z.string().nullable().meta({ description: 'Root of the volume read back by another process.' }),
  })
  .meta({ id: 'MigrationDisk' });
export type MigrationDisk = z.infer<typeof migrationDiskSchema>;

export const parkedSchema = z
  .object({
    stage: stageNameSchema,
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
    since: z.string(),
    evidence: z.array(z.string()),
  })
  .meta({ id: 'Parked' });
export type Parked = z.infer<typeof parkedSchema>;

export const leftoverSchema = z
  .object({
    system: z.enum(['source', 'target', 'artifacts', 'mover']),
    kind: z.string(),
    ref: z.string(),
    reason: z.string(),
    remove: z.string().meta({ description: 'How to remove it by hand.' }),
  })
  .meta({ id: 'Leftover' });
export type Leftover = z.infer<typeof leftoverSchema>;

export const forecastSchema = z
  .object({
    at: z.string(),
    downtimeMs: z.number().meta({ description: 'As likely too long as too short.' }),
    downtimeP90Ms: z.number().optional().meta({ description: '90 % of cutovers are expected to take no longer.' }),
    measuredAt: z.string().optional().meta({
      description: 'End of the round that it rests on, where it was carried on from there until `at`.',
    }),
    churn: z
      .object({
        bytesPerSecond: z.number(),
        bytesPerSecondP90: z.number(),
        capacityBytes: z.number().meta({ description: 'No more than this can be changed.' }),
      })
      .optional()
      .meta({ description: 'How fast the guest changes its disks: by this the forecast grows until the next round.' }),
    basedOn: z.number().int().optional().meta({
      description: 'Ended migrations that shutdown and boot were measured in; from 5 on nothing is assumed.',
    }),
    parts: z.object({ shutdownMs: z.number(), finalDeltaMs: z.number(), verifyMs: z.number(), bootMs: z.number() }),
    dirtyBytes: z.number(),
    bytesPerSecond: z.number(),
    converging: z.boolean(),
  })
  .meta({ id: 'Forecast' });
export type Forecast = z.infer<typeof forecastSchema>;

export const commandRecordSchema = z.object({ at: z.string(), name: z.string(), actor: z.string() });
export type CommandRecord = z.infer<typeof commandRecordSchema>;

export const commandNameSchema = z.enum([
  'pause',
  'resume',
  'retry',
  'cancel',
  'cutover',
  'schedule',
  'limit',
  'undo-cutover',
  'rollback',
]);
export type CommandName = z.infer<typeof commandNameSchema>;

export const migrationSchema = z
  .object({
    id: z.string(),
    projectId: z.string().optional().meta({ description: 'As the API tells it; its workflow does not know.' }),
    workflowId: z.string(),
    revision: z.number().int().meta({ description: 'Rises with each change; guards the projection.' }),
    status: migrationStatusSchema,
    stage: stageNameSchema,
    plan: planSchema,
    strategy: strategySchema.nullable().meta({ description: 'What really happens, decided by preflight.' }),
    route: routeSchema.nullable(),
    transport: transportSchema.nullable(),
    vm: z.object({ ref: z.string(), name: z.string() }),
    targetVm: z.object({ node: z.string(), vmid: z.number().int() }).nullable(),
    stages: z.array(stageRecordSchema),
    disks: z.array(migrationDiskSchema),
    findings: z.array(findingSchema),
    parked: parkedSchema.nullable(),
    commands: z.array(commandRecordSchema),
    allowed: z.array(commandNameSchema).meta({ description: 'Commands that the current state accepts.' }),
    forecast: forecastSchema.nullable(),
    cutoverForecast: forecastSchema.optional().meta({
      description: 'The forecast that held when the cutover began; `downtime` tells how far off it was.',
    }),
    cutoverAt: z.string().nullable(),
    downtime: z.object({ from: z.string(), to: z.string().nullable(), ms: z.number().nullable() }).nullable(),
    pointOfNoReturn: z.boolean().meta({ description: 'The target has booted: going back loses its new writes.' }),
    trackingEnabled: z.boolean().optional().meta({
      description: 'Change tracking of the source VM was off, and this migration switched it on.',
    }),
    guest: z.object({ agent: z.boolean(), osName: z.string().nullable() }).nullable(),
    leftovers: z.array(leftoverSchema),
    certificateId: z.string().nullable(),
    requestedBy: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    endedAt: z.string().nullable(),
  })
  .meta({ id: 'Migration' });
export type Migration = z.infer<typeof migrationSchema>;

/** Live bytes of one disk in the running round; travels beside the workflow, at most once a second per disk. */
export const diskProgressSchema = z
  .object({
    migrationId: z.string(),
    diskId: z.string(),
    round: z.number().int(),
    kind: z.enum(['baseline', 'delta', 'final', 'export', 'import', 'verify']),
    doneBytes: z.number(),
    totalBytes: z.number(),
    bytesPerSecond: z.number(),
    at: z.string(),
  })
  .meta({ id: 'DiskProgress' });
export type DiskProgress = z.infer<typeof diskProgressSchema>;
