import { z } from 'zod';

/** `intended`: handed to a workflow, whose answer is an event of its own. `failed`: for a reason that is not the asker's. */
export const auditOutcomeSchema = z.enum(['done', 'intended', 'refused', 'failed']);
export type AuditOutcome = z.infer<typeof auditOutcomeSchema>;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const state = z.unknown().nullable();

/** All that the hash of an event covers. */
const contentSchema = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string().meta({ description: 'Name as it was then; of a refused login, the name that was tried.' }),
  actorId: z
    .string()
    .nullable()
    .meta({ description: 'Null: nobody was logged in, or the event is older than this field.' }),
  address: z.string().nullable().meta({ description: 'Where the request came from; null: not by a request.' }),
  credential: z.string().nullable().meta({ description: 'Kind of login, e.g. `session`; null: none.' }),
  action: z.string().meta({ description: 'Resource and verb, e.g. `connection.update`.' }),
  subject: z.string().meta({ description: 'Kind and id of the object, e.g. `migration/…`.' }),
  outcome: auditOutcomeSchema,
  code: z.string().nullable().meta({ description: 'Error code of what was refused or failed.' }),
  before: state.meta({ description: 'The fields that changed, as they were; null: there is nothing to tell.' }),
  after: state.meta({ description: 'The same fields as they are since. Secrets are masked in both.' }),
  detail: z.record(z.string(), z.unknown()),
  requestId: z.string().nullable().meta({ description: '`x-correlation-id` of the request.' }),
  workflowId: z.string().nullable(),
});

export const auditEventSchema = contentSchema.meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** An event with its place in the chain. */
export const chainedEventSchema = z
  .object({
    position: z.number().int().min(1),
    previousHash: sha256.meta({ description: 'Of the event before; 64 zeros before the first.' }),
    hash: sha256.meta({
      description:
        'SHA-256 of `previousHash`, `position` and the event as PostgreSQL prints it as jsonb, by line feeds.',
    }),
    event: auditEventSchema,
  })
  .meta({ id: 'ChainedAuditEvent' });
export type ChainedEvent = z.infer<typeof chainedEventSchema>;

/** How far the chain reached at a time. Kept elsewhere, it shows later that nothing was cut off or written anew. */
export const auditHeadSchema = z
  .object({
    position: z.number().int().min(0),
    hash: sha256,
    at: z.string(),
    instance: z.string().nullable().meta({
      description: 'SHA-256 of the public key, as certificates of moved VMs name it; null: not signed.',
    }),
  })
  .meta({ id: 'AuditHead' });
export type AuditHead = z.infer<typeof auditHeadSchema>;

export const signedHeadSchema = z
  .object({
    head: auditHeadSchema,
    signature: z
      .object({
        algorithm: z.literal('Ed25519'),
        publicKey: z.string(),
        value: z.string().meta({ description: 'Base64, over the canonical JSON (RFC 8785) of `head`.' }),
      })
      .nullable()
      .meta({ description: 'Null: this server has no signing key (`DROVER_SIGNING_KEY_FILE`).' }),
  })
  .meta({ id: 'SignedAuditHead' });
export type SignedHead = z.infer<typeof signedHeadSchema>;

/** A line of an export: events in the order of the chain, at the end how far the chain reached then. */
export const auditLineSchema = z.union([chainedEventSchema, signedHeadSchema]).meta({ id: 'AuditExportLine' });
export type AuditLine = z.infer<typeof auditLineSchema>;

export const chainFaultSchema = z
  .object({
    kind: z.enum(['altered', 'missing', 'unlinked', 'cut-off', 'signature']).meta({
      description:
        '`altered`: an event or its place is not what was hashed. `missing`: positions are left out or in another order. `unlinked`: an event that is in no place of the chain. `cut-off`: the chain ends before what was known of it.',
    }),
    position: z.number().int().nullable().meta({ description: 'The first place that does not fit.' }),
    eventId: z.string().nullable(),
    detail: z.string(),
  })
  .meta({ id: 'AuditChainFault' });
export type ChainFault = z.infer<typeof chainFaultSchema>;

export const chainVerdictSchema = z
  .object({
    ok: z.boolean(),
    events: z
      .number()
      .int()
      .meta({ description: 'Looked at, in the order of the chain, up to the fault if there is one.' }),
    earlierEvents: z.number().int().meta({ description: 'From before there was a chain: nothing vouches for them.' }),
    fault: chainFaultSchema.nullable(),
    head: signedHeadSchema,
  })
  .meta({ id: 'AuditVerdict' });
export type ChainVerdict = z.infer<typeof chainVerdictSchema>;
