import { z } from 'zod';
import { connectionInputSchema, connectionSchema, connectionTestSchema } from '../connection.ts';
import { nodeMoversSchema } from '../mover.ts';
import { projectIdSchema, projectQuery } from '../project.ts';
import { defineRoute } from '../route.ts';
import { targetFactsSchema } from '../targetFacts.ts';

export const connectionParams = z.object({ id: z.string().min(1).max(100) });

const connectionChangeSchema = connectionInputSchema
  .omit({ kind: true })
  .partial()
  .extend({
    projectId: projectIdSchema.optional(),
    fingerprint256: connectionInputSchema.shape.fingerprint256.unwrap().nullable().optional(),
  })
  .meta({ id: 'ConnectionChange' });
export type ConnectionChange = z.infer<typeof connectionChangeSchema>;

export const connectionRoutes = {
  listConnections: defineRoute({
    method: 'GET',
    path: '/connections',
    tag: 'connections',
    permission: 'connections:read',
    list: true,
    query: z.object(projectQuery),
    summary: 'All connections, by name',
    status: 200,
    response: z.object({ items: z.array(connectionSchema) }),
    errors: [],
  }),
  createConnection: defineRoute({
    method: 'POST',
    path: '/connections',
    tag: 'connections',
    permission: 'connections:write',
    objects: [{ kind: 'project', at: 'body.projectId' }],
    summary: 'Add a connection; its secret is sealed and never comes out again',
    body: connectionInputSchema,
    status: 201,
    response: connectionSchema,
    errors: ['request.not-found', 'request.conflict'],
    idempotent: true,
    versioned: true,
  }),
  getConnection: defineRoute({
    method: 'GET',
    path: '/connections/{id}',
    tag: 'connections',
    permission: 'connections:read',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'One connection',
    params: connectionParams,
    status: 200,
    response: connectionSchema,
    errors: ['request.not-found'],
    versioned: true,
  }),
  updateConnection: defineRoute({
    method: 'PATCH',
    path: '/connections/{id}',
    tag: 'connections',
    permission: 'connections:write',
    objects: [
      { kind: 'connection', at: 'params.id' },
      { kind: 'project', at: 'body.projectId' },
    ],
    summary:
      'Change a connection. Another address needs the password anew, and no open migration that uses the connection',
    params: connectionParams,
    body: connectionChangeSchema,
    status: 200,
    response: connectionSchema,
    errors: ['request.not-found', 'request.conflict'],
    versioned: true,
    ifMatch: 'optional',
  }),
  deleteConnection: defineRoute({
    method: 'DELETE',
    path: '/connections/{id}',
    tag: 'connections',
    permission: 'connections:write',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'Remove a connection that no open migration needs',
    params: connectionParams,
    status: 204,
    response: null,
    errors: ['request.not-found', 'request.conflict', 'approval.needed'],
  }),
  testConnection: defineRoute({
    method: 'POST',
    path: '/connections/{id}/test',
    tag: 'connections',
    permission: 'connections:read',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'Test a connection step by step; shows the fingerprint for confirmation',
    params: connectionParams,
    status: 200,
    response: connectionTestSchema,
    errors: ['request.not-found', 'worker.unavailable', 'temporal.unavailable'],
  }),
  testConnectionChange: defineRoute({
    method: 'POST',
    path: '/connections/{id}/change-test',
    tag: 'connections',
    permission: 'connections:write',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'Test a connection with changes that are not saved; what is left out is as stored',
    params: connectionParams,
    body: connectionChangeSchema,
    status: 200,
    response: connectionTestSchema,
    errors: ['request.not-found', 'worker.unavailable', 'temporal.unavailable'],
  }),
  getTargetFacts: defineRoute({
    method: 'GET',
    path: '/connections/{id}/facts',
    tag: 'connections',
    permission: 'inventory:read',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'What a target offers: nodes, storages, bridges, guests, pools',
    params: connectionParams,
    status: 200,
    response: targetFactsSchema,
    errors: [
      'request.not-found',
      'request.conflict',
      'worker.unavailable',
      'temporal.unavailable',
      'platform.unreachable',
    ],
  }),
  getMovers: defineRoute({
    method: 'GET',
    path: '/connections/{id}/movers',
    tag: 'connections',
    permission: 'inventory:read',
    objects: [{ kind: 'connection', at: 'params.id' }],
    summary: 'Nodes of a target, and which movers ask for work there',
    params: connectionParams,
    status: 200,
    response: z.object({ items: z.array(nodeMoversSchema) }),
    errors: [
      'request.not-found',
      'request.conflict',
      'worker.unavailable',
      'temporal.unavailable',
      'platform.unreachable',
    ],
  }),
};
