import { z } from 'zod';
import type { approvalRoutes } from '../../contract/routes/approvals.ts';
import { listApprovals } from '../../prisma/queries/approvals.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { approve, refuse, requireApproval } from './decide.ts';

const position = z.object({ requestedAt: z.iso.datetime(), id: z.string() });

export function approvalHandlers(dependencies: ApiDependencies): HandlersOf<typeof approvalRoutes> {
  const { prisma } = dependencies.database;
  return {
    async listApprovals({ query: { cursor, limit, status, migrationId }, projects }) {
      const subject = migrationId === undefined ? undefined : `migration/${migrationId}`;
      const after = decodeCursor(cursor, position);
      const rows = await listApprovals(prisma, { projects, status, subject, after, limit: limit + 1 });
      return pageOf(rows, limit, ({ requestedAt, id }) => ({ requestedAt, id }));
    },
    getApproval: ({ params }) => requireApproval(prisma, params.id),
    approve: ({ params, body, ...author }) => approve(dependencies, { id: params.id, comment: body?.comment, author }),
    refuse: ({ params, body, ...author }) => refuse(dependencies, { id: params.id, comment: body.comment, author }),
  };
}
