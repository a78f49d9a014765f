import type { Approval, ApprovalStatus } from '../../contract/approval.ts';
import type { Queries } from '../../prisma/database.ts';
import { settleApproval } from '../../prisma/queries/approvals.ts';
import { type Author, audit } from '../http/author.ts';

const actions = {
  approved: 'approval.approve',
  refused: 'approval.refuse',
  expired: 'approval.expire',
  obsolete: 'approval.obsolete',
  void: 'approval.void',
} as const satisfies Record<Exclude<ApprovalStatus, 'pending'>, string>;

interface Ending {
  status: keyof typeof actions;
  comment?: string | undefined;
  /** Who decided; null: Drover, as nobody will. */
  decidedBy: Author['actor'] | null;
  correlationId: string;
}

/** Ends the wait of a request, which its caller has locked, and tells it among the events of what the request is about. */
export async function endApproval(
  queries: Queries,
  waiting: Approval,
  { status, comment, decidedBy, correlationId }: Ending,
): Promise<Approval> {
  const after = await settleApproval(queries, waiting.id, { status, comment, decidedBy: decidedBy?.name });
  const { id, subject, input, requestedBy } = after;
  await audit(
    queries,
    { actor: decidedBy ?? { name: 'drover' }, correlationId },
    {
      ...{ action: actions[status], subject, after },
      detail: { approval: id, of: after.action, input, requestedBy },
      // One that is overdue is shown as expired before it is settled.
      before: { ...waiting, status: 'pending' },
    },
  );
  return after;
}
