import { z } from 'zod';
import {
  auditEventSchema,
  auditHeadSchema,
  auditLineSchema,
  auditOutcomeSchema,
  chainVerdictSchema,
} from '../audit.ts';
import { pageOf, pageQuery } from '../page.ts';
import { defineRoute } from '../route.ts';

const word = z.string().min(1).max(200);

export const auditRoutes = {
  listAuditEvents: defineRoute({
    method: 'GET',
    path: '/audit',
    tag: 'audit',
    permission: 'audit:read',
    summary: 'What was done and tried, newest first',
    query: z.object({
      ...pageQuery,
      actor: word.optional().meta({ description: 'Name of who did it.' }),
      action: word.optional().meta({ description: 'Whole, or its resource: `migration` finds `migration.create`.' }),
      subject: word.optional().meta({ description: 'Kind and id, e.g. `connection/…`.' }),
      outcome: auditOutcomeSchema.optional(),
      address: word.optional().meta({ description: 'Where the request came from, whole.' }),
      requestId: word.optional(),
      workflowId: word.optional(),
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional().meta({ description: 'Not included.' }),
    }),
    status: 200,
    response: pageOf(auditEventSchema),
    errors: [],
  }),
  exportAudit: defineRoute({
    method: 'GET',
    path: '/audit/export',
    tag: 'audit',
    permission: 'audit:read',
    summary: 'The chain as JSON lines: events in order, then how far it reached',
    query: z.object({
      after: z.coerce.number<number>().int().min(0).default(0).meta({ description: 'Place after which to begin.' }),
    }),
    status: 200,
    response: auditLineSchema,
    lines: true,
    errors: ['request.not-found'],
  }),
  checkAudit: defineRoute({
    method: 'POST',
    path: '/audit/check',
    tag: 'audit',
    permission: 'audit:read',
    summary: 'Follow the whole chain, and tell the first event that does not fit',
    body: z
      .object({
        known: auditHeadSchema
          .pick({ position: true, hash: true })
          .optional()
          .meta({ description: 'Of an earlier export or check: what the chain must still hold.' }),
      })
      .meta({ id: 'AuditCheck' })
      .optional(),
    safe: true,
    status: 200,
    response: chainVerdictSchema,
    errors: [],
  }),
};
