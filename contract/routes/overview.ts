import { z } from 'zod';
import { overviewSchema } from '../overview.ts';
import { projectQuery } from '../project.ts';
import { defineRoute } from '../route.ts';

export const overviewRoutes = {
  getOverview: defineRoute({
    method: 'GET',
    path: '/overview',
    tag: 'migrations',
    permission: 'migrations:read',
    list: true,
    query: z.object(projectQuery),
    summary: 'What runs, what waits for somebody, what was moved in the last seven days',
    status: 200,
    response: overviewSchema,
    errors: [],
  }),
};
