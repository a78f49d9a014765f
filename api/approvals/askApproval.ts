import type { Approval, ApprovalAction } from '../../contract/approval.ts';
import type { CommandInput } from '../../contract/command.ts';
import type { Project } from '../../contract/project.ts';
import type { Database, Queries } from '../../prisma/database.ts';
import { createApproval, findApproval, findWaiting, tryLockApproval } from '../../prisma/queries/approvals.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit } from '../http/author.ts';
import { endApproval } from './endApproval.ts';

export interface Wanted {
  project: Pick<Project, 'id' | 'name' | 'approvalHours'>;
  action: ApprovalAction;
  /** `migration/<id>` or `connection/<id>`. */
  subject: string;
  subjectName: string;
  input: CommandInput;
}

/**
 * Makes a request for approval, or finds the one that waits for the same: asking twice asks once. One that waits for
 * something else of that kind, such as another time, is given up for it.
 * @throws ApiError request.conflict while somebody decides on that one
 */
export async function askApproval({ prisma }: Database, wanted: Wanted, author: Author): Promise<Approval> {
  return prisma.$transaction(async (queries) => {
    const waiting = await findWaiting(queries, wanted.action, wanted.subject);
    if (waiting !== null && waiting.status === 'pending' && sameInput(waiting.input, wanted.input)) return waiting;
    if (waiting !== null) await giveUp(queries, waiting.id, author);
    return make(queries, wanted, author);
  });
}

async function giveUp(queries: Queries, id: string, { correlationId }: Author): Promise<void> {
  // Who approves holds it until it is carried out, which may take minutes.
  if (!(await tryLockApproval(queries, id))) {
    throw new ApiError(
      'request.conflict',
      `Request ${id} is being decided on at this moment: look at it, then ask again.`,
    );
  }
  const waiting = await findApproval(queries, id);
  // Somebody may have decided on it meanwhile.
  if (waiting === null || waiting.decidedAt !== null) return;
  const status = waiting.status === 'expired' ? 'expired' : 'obsolete';
  const comment = 'Another request took its place.';
  await endApproval(queries, waiting, { status, comment, decidedBy: null, correlationId });
}

/** @throws ApiError approval.needed, always */
export async function holdForApproval(database: Database, wanted: Wanted, author: Author): Promise<never> {
  const { id, expiresAt, subjectName, action } = await askApproval(database, wanted, author);
  throw new ApiError(
    'approval.needed',
    `The project ${wanted.project.name} wants a second person to agree to ${action} of ${subjectName}: request ${id} waits until ${expiresAt}.`,
    { approvalId: id },
  );
}

async function make(queries: Queries, wanted: Wanted, author: Author): Promise<Approval> {
  const { project, ...request } = wanted;
  const made = await createApproval(queries, {
    ...request,
    projectId: project.id,
    requestedBy: author.actor.name,
    expiresAt: expiryOf(wanted),
  });
  if (made === null) throw new ApiError('request.conflict', 'The same was asked for at this moment: ask again.');
  await audit(queries, author, { action: 'approval.request', subject: wanted.subject, before: null, after: made });
  return made;
}

/** A cutover at a time may be approved until then, and not after it: then it does not happen. */
function expiryOf({ action, input, project }: Wanted): Date {
  if (action === 'schedule' && input.at !== undefined) return new Date(input.at);
  return new Date(Date.now() + project.approvalHours * 3_600_000);
}

function sameInput(one: CommandInput, other: CommandInput): boolean {
  return one.at === other.at;
}
