import { z } from 'zod';
import { approvalSchema, approvalStatusSchema, decisionSchema } from '../approval.ts';
import { pageOf, pageQuery, severalOf } from '../page.ts';
import { projectQuery } from '../project.ts';
import { defineRoute } from '../route.ts';

const approvalParams = z.object({ id: z.string().min(1).max(100) });
const objects = [{ kind: 'approval', at: 'params.id' }] as const;

export const approvalRoutes = {
  listApprovals: defineRoute({
    method: 'GET',
    path: '/approvals',
    tag: 'approvals',
    permission: 'migrations:read',
    list: true,
    summary: 'What waits for a second person, and what was decided; newest first',
    query: z.object({
      ...pageQuery,
      status: severalOf(approvalStatusSchema).optional(),
      ...projectQuery,
      migrationId: z.string().max(100).optional(),
    }),
    status: 200,
    response: pageOf(approvalSchema),
    errors: [],
  }),
  getApproval: defineRoute({
    method: 'GET',
    path: '/approvals/{id}',
    tag: 'approvals',
    permission: 'migrations:read',
    objects,
    summary: 'One request for approval',
    params: approvalParams,
    status: 200,
    response: approvalSchema,
    errors: ['request.not-found'],
  }),
  approve: defineRoute({
    method: 'POST',
    path: '/approvals/{id}/approve',
    tag: 'approvals',
    permission: 'approvals:decide',
    objects,
    summary: 'Agree to what somebody else asked for: it is carried out now',
    params: approvalParams,
    body: decisionSchema.optional(),
    status: 200,
    response: approvalSchema,
    errors: [
      'request.not-found',
      'approval.settled',
      'approval.own',
      'approval.void',
      'request.conflict',
      'command.refused',
      'worker.unavailable',
      'temporal.unavailable',
      'platform.unreachable',
    ],
    idempotent: true,
  }),
  refuse: defineRoute({
    method: 'POST',
    path: '/approvals/{id}/refuse',
    tag: 'approvals',
    permission: 'approvals:decide',
    objects,
    summary: 'Refuse what somebody else asked for, with a comment that says why',
    params: approvalParams,
    body: decisionSchema.extend({ comment: decisionSchema.shape.comment.unwrap().min(1) }),
    status: 200,
    response: approvalSchema,
    errors: ['request.not-found', 'approval.settled', 'approval.own'],
    idempotent: true,
  }),
};
