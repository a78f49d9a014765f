import type { Approval } from '../../contract/approval.ts';
import type { Queries } from '../../prisma/database.ts';
import { findApproval, listOverdue, lockApproval } from '../../prisma/queries/approvals.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { Author } from '../http/author.ts';
import { carryOut, whyObsolete } from './carryOut.ts';
import { endApproval } from './endApproval.ts';
import { whyVoid } from './whyVoid.ts';

/** A removal asks platforms, and the request is held meanwhile, so that nobody decides on it a second time. */
const transaction = { timeout: 200_000, maxWait: 5_000 };

export interface Decision {
  id: string;
  comment: string | undefined;
  author: Author;
}

/** @throws ApiError request.not-found */
export async function requireApproval(queries: Queries, id: string): Promise<Approval> {
  const approval = await findApproval(queries, id);
  if (approval !== null) return approval;
  throw new ApiError('request.not-found', `There is no request for approval ${id}.`);
}

/**
 * Agrees, and carries out what was asked for. Where that fails, the request goes on waiting and may be approved again:
 * its command has the same idempotency key then.
 * @throws ApiError approval.settled | approval.own | approval.void, and what the command throws
 */
export async function approve(dependencies: ApiDependencies, { id, comment, author }: Decision): Promise<Approval> {
  const { correlationId } = author;
  const decided = await dependencies.database.prisma.$transaction(async (queries) => {
    await lockApproval(queries, id);
    const approval = await demandWaiting(queries, id, author);
    const hindrance = await hindranceOf(queries, approval);
    if (hindrance !== null) {
      // Drover's own doing: it stays, though the approval is refused.
      await endApproval(queries, approval, { ...hindrance, decidedBy: null, correlationId });
      return new ApiError(codes[hindrance.status], hindrance.comment);
    }
    await carryOut(dependencies, approval, correlationId);
    return endApproval(queries, approval, { status: 'approved', comment, decidedBy: author.actor, correlationId });
  }, transaction);
  if (decided instanceof ApiError) throw decided;
  return decided;
}

const codes = { obsolete: 'approval.settled', void: 'approval.void' } as const;

interface Hindrance {
  status: keyof typeof codes;
  /** Why, for people. */
  comment: string;
}

/** What keeps a request from ever being carried out. */
async function hindranceOf(queries: Queries, approval: Approval): Promise<Hindrance | null> {
  const obsolete = await whyObsolete(queries, approval);
  if (obsolete !== null) return { status: 'obsolete', comment: obsolete };
  const comment = await whyVoid(queries, approval);
  return comment === null ? null : { status: 'void', comment };
}

/** @throws ApiError approval.settled | approval.own */
export function refuse({ database }: ApiDependencies, { id, comment, author }: Decision): Promise<Approval> {
  const { actor: decidedBy, correlationId } = author;
  return database.prisma.$transaction(async (queries) => {
    await lockApproval(queries, id);
    const approval = await demandWaiting(queries, id, author);
    return endApproval(queries, approval, { status: 'refused', comment, decidedBy, correlationId });
  });
}

/** Tells of requests that nobody has decided on in time. */
export async function expireApprovals({ database }: ApiDependencies): Promise<void> {
  for (const { id } of await listOverdue(database.prisma, 100)) {
    await database.prisma.$transaction(async (queries) => {
      await lockApproval(queries, id);
      const overdue = await findApproval(queries, id);
      // Shown as expired since it is; what another process has settled meanwhile has a decision.
      if (overdue?.status !== 'expired' || overdue.decidedAt !== null) return;
      await endApproval(queries, overdue, { status: 'expired', decidedBy: null, correlationId: `approval-${id}` });
    });
  }
}

async function demandWaiting(queries: Queries, id: string, { actor }: Author): Promise<Approval> {
  const approval = await requireApproval(queries, id);
  const { status, decidedBy, comment, requestedBy } = approval;
  if (status !== 'pending') {
    const by = decidedBy === null ? '' : ` by ${decidedBy}`;
    throw new ApiError('approval.settled', `The request is ${status}${by}${comment === null ? '' : `: ${comment}`}.`);
  }
  if (requestedBy === actor.name) throw new ApiError('approval.own', `${actor.name} has asked for this.`);
  return approval;
}
