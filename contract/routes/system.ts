import { defineRoute } from '../route.ts';
import { healthSchema, readinessSchema, versionSchema } from '../system.ts';

export const systemRoutes = {
  health: defineRoute({
    method: 'GET',
    path: '/health',
    tag: 'system',
    permission: 'public',
    summary: 'Whether the API process answers',
    status: 200,
    response: healthSchema,
    errors: [],
  }),
  readiness: defineRoute({
    method: 'GET',
    path: '/readiness',
    tag: 'system',
    permission: 'public',
    summary: 'Whether database and Temporal answer; 503 when not',
    status: 200,
    response: readinessSchema,
    errors: [],
  }),
  version: defineRoute({
    method: 'GET',
    path: '/version',
    tag: 'system',
    permission: 'self',
    summary: 'Version of the API, and where Temporal Web is',
    status: 200,
    response: versionSchema,
    errors: [],
  }),
};
