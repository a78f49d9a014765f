import { z } from 'zod';
import type { AuditLine } from '../../contract/audit.ts';
import type { auditRoutes } from '../../contract/routes/audit.ts';
import type { Queries } from '../../prisma/database.ts';
import { listAuditEvents } from '../../prisma/queries/audit.ts';
import { findAuditHash, findAuditHead, readAuditChain } from '../../prisma/queries/auditChain.ts';
import { type ChainEnd, chainStart } from '../../proof/auditChain.ts';
import { signHead } from '../../proof/auditHead.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { checkChain } from './checkChain.ts';

const position = z.object({ before: z.string().regex(/^\d{1,18}$/) });

export function auditHandlers({ database, signingKey }: ApiDependencies): HandlersOf<typeof auditRoutes> {
  const { prisma } = database;
  const signed = (end: ChainEnd) => signHead({ ...end, at: new Date().toISOString() }, signingKey);
  return {
    async listAuditEvents({ query: { cursor, limit, ...filter } }) {
      const after = decodeCursor(cursor, position);
      const before = after === undefined ? undefined : BigInt(after.before);
      const rows = await listAuditEvents(prisma, { filter, before, limit: limit + 1 });
      return pageOf(rows, limit, ({ id }) => ({ before: id }));
    },

    async exportAudit({ query, actor, correlationId }) {
      const after = await placeAt(prisma, query.after);
      const event = { action: 'audit.export', subject: 'audit', detail: { after: query.after } };
      await audit(prisma, { actor, correlationId }, event);
      const end = (await findAuditHead(prisma)) ?? chainStart;
      return (async function* (): AsyncGenerator<AuditLine> {
        yield* readAuditChain(prisma, { after, to: end.position });
        yield signed(end);
      })();
    },

    async checkAudit({ body }) {
      const end = (await findAuditHead(prisma)) ?? chainStart;
      return { ...(await checkChain(prisma, { to: end.position, known: body?.known })), head: signed(end) };
    },
  };
}

/** @throws ApiError request.not-found */
async function placeAt(queries: Queries, place: number): Promise<ChainEnd> {
  if (place === 0) return chainStart;
  const hash = await findAuditHash(queries, place);
  if (hash !== null) return { position: place, hash };
  throw new ApiError('request.not-found', `The audit trail has no place ${place}.`);
}
