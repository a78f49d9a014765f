import { z } from 'zod';
import { commandRecordSchema, earlierRoundsSchema, roundSchema, stageRecordSchema } from './migration.ts';
import { planSchema } from './plan.ts';

/** The cutover certificate: what was moved, with roots that anybody can recompute, signed by the instance. */
export const certificateBodySchema = z
  .object({
    version: z.literal(1),
    migrationId: z.string(),
    workflowId: z.string(),
    instance: z.string().meta({ description: 'SHA-256 of the signing key, names the Drover instance.' }),
    issuedAt: z.string(),
    vm: z.object({ ref: z.string(), name: z.string(), uuid: z.string() }),
    targetVm: z.object({ node: z.string(), vmid: z.number().int() }),
    plan: planSchema,
    route: z.string(),
    transport: z.string(),
    disks: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        capacityBytes: z.number(),
        volume: z.string(),
        ledgerRoot: z.string(),
        targetRoot: z.string().nullable(),
        rounds: z.array(roundSchema),
        earlier: earlierRoundsSchema.optional().meta({
          description: 'Totals of the rounds between the first and the second that is listed.',
        }),
      }),
    ),
    stages: z.array(stageRecordSchema),
    commands: z.array(commandRecordSchema),
    downtime: z.object({ from: z.string(), to: z.string(), ms: z.number() }).nullable(),
    requestedBy: z.string(),
  })
  .meta({ id: 'CertificateBody' });
export type CertificateBody = z.infer<typeof certificateBodySchema>;

export const certificateSchema = z
  .object({
    body: certificateBodySchema,
    algorithm: z.literal('Ed25519'),
    publicKey: z.string().meta({ description: 'SPKI, PEM.' }),
    signature: z.string().meta({ description: 'Base64, over the canonical JSON of `body`.' }),
  })
  .meta({ id: 'Certificate' });
export type Certificate = z.infer<typeof certificateSchema>;
