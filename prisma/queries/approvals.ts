import { randomUUID } from 'node:crypto';
import type { Approval, ApprovalAction, ApprovalStatus } from '../../contract/approval.ts';
import type { CommandInput } from '../../contract/command.ts';
import { channels } from '../channels.ts';
import type { Queries } from '../database.ts';
import type { Prisma, Approval as Row } from '../generated/client.ts';
import { inProjects, type Projects } from './inProjects.ts';

export interface NewApproval {
  projectId: string;
  action: ApprovalAction;
  subject: string;
  subjectName: string;
  input: CommandInput;
  requestedBy: string;
  expiresAt: Date;
}

/** Newest first. */
export async function listApprovals(
  queries: Queries,
  query: {
    projects: Projects;
    status?: ApprovalStatus[];
    subject?: string;
    after?: { requestedAt: string; id: string };
    limit: number;
  },
): Promise<Approval[]> {
  const { projects, status, subject, after, limit } = query;
  const at = after && new Date(after.requestedAt);
  const rows = await queries.approval.findMany({
    where: {
      ...inProjects(projects),
      subject,
      AND: [
        status === undefined ? {} : { OR: status.map(inStatus) },
        after && at ? { OR: [{ requestedAt: { lt: at } }, { requestedAt: at, id: { lt: after.id } }] } : {},
      ],
    },
    orderBy: [{ requestedAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(approvalOf);
}

export async function findApproval(queries: Queries, id: string): Promise<Approval | null> {
  const row = await queries.approval.findUnique({ where: { id } });
  return row && approvalOf(row);
}

/** Waits for others that decide on it, and keeps them waiting until the transaction ends. */
export async function lockApproval(queries: Queries, id: string): Promise<void> {
  await queries.$queryRaw`select id from approval where id = ${id} for update`;
}

/** As `lockApproval`, without waiting. @returns false when another transaction holds it */
export async function tryLockApproval(queries: Queries, id: string): Promise<boolean> {
  const rows = await queries.$queryRaw<unknown[]>`select id from approval where id = ${id} for update skip locked`;
  return rows.length > 0;
}

/** The one that waits, expired or not. */
export async function findWaiting(queries: Queries, action: ApprovalAction, subject: string): Promise<Approval | null> {
  const row = await queries.approval.findFirst({ where: { action, subject, status: 'pending' } });
  return row && approvalOf(row);
}

/** Null where one for this waits already. */
export async function createApproval(queries: Queries, { input, ...request }: NewApproval): Promise<Approval | null> {
  const data = { ...request, id: randomUUID(), input: JSON.parse(JSON.stringify(input)) };
  const [row] = await queries.approval.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (row === undefined) return null;
  await notifyApproval(queries, row.id);
  return approvalOf(row);
}

/** Ends the wait. */
export async function settleApproval(
  queries: Queries,
  id: string,
  outcome: { status: ApprovalStatus; decidedBy?: string; comment?: string },
): Promise<Approval> {
  const row = await queries.approval.update({ where: { id }, data: { ...outcome, decidedAt: new Date() } });
  await notifyApproval(queries, id);
  return approvalOf(row);
}

/** Those that have waited for too long, oldest first. */
export async function listOverdue(queries: Queries, limit: number): Promise<Approval[]> {
  const rows = await queries.approval.findMany({
    where: { status: 'pending', expiresAt: { lte: new Date() } },
    orderBy: { expiresAt: 'asc' },
    take: limit,
  });
  return rows.map(approvalOf);
}

async function notifyApproval(queries: Queries, id: string): Promise<void> {
  await queries.$executeRaw`select pg_notify(${channels.approval}, ${id})`;
}

function inStatus(status: ApprovalStatus): Prisma.ApprovalWhereInput {
  const now = new Date();
  if (status === 'pending') return { status, expiresAt: { gt: now } };
  if (status === 'expired') return { OR: [{ status }, { status: 'pending', expiresAt: { lte: now } }] };
  return { status };
}

function approvalOf({ requestedAt, expiresAt, decidedAt, ...row }: Row): Approval {
  const overdue = row.status === 'pending' && expiresAt.getTime() <= Date.now();
  return {
    ...row,
    // Written by this file alone.
    action: row.action as ApprovalAction,
    input: row.input as CommandInput,
    status: overdue ? 'expired' : (row.status as ApprovalStatus),
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}
