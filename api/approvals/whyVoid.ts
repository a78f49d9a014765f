import type { Approval, ApprovalAction } from '../../contract/approval.ts';
import { can } from '../../contract/can.ts';
import type { Permission } from '../../contract/permission.ts';
import type { Queries } from '../../prisma/database.ts';
import { findBelonging } from '../../prisma/queries/belonging.ts';
import { findUser } from '../../prisma/queries/users.ts';
import { heldBy } from '../session/presentUser.ts';

/** What the routes that ask for approval demand. */
const needed: Record<ApprovalAction, { kind: 'connection' | 'migration'; permission: Permission }> = {
  cutover: { kind: 'migration', permission: 'migrations:command' },
  schedule: { kind: 'migration', permission: 'migrations:command' },
  cancel: { kind: 'migration', permission: 'migrations:command' },
  rollback: { kind: 'migration', permission: 'migrations:command' },
  'remove-residue': { kind: 'migration', permission: 'migrations:command' },
  'delete-connection': { kind: 'connection', permission: 'connections:write' },
};

/**
 * Why what was asked for may not be done any more in the name of who asked: a request can wait for days, in which a user
 * is disabled or loses a role. Null: it may.
 */
export async function whyVoid(queries: Queries, { action, subject, requestedBy }: Approval): Promise<string | null> {
  const user = await findUser(queries, requestedBy);
  if (user === null) return `There is no user ${requestedBy} any more.`;
  if (user.disabledAt !== null) return `${requestedBy} is disabled.`;
  const { kind, permission } = needed[action];
  const belonging = await findBelonging(queries, kind, subject.slice(kind.length + 1));
  if (belonging === null) return 'What was asked about is gone.';
  const { project, owner } = belonging;
  if (can(heldBy(user), permission, { projectId: project.id, ownOnly: project.ownOnly, owner })) return null;
  return `${requestedBy} has lost the permission ${permission} in the project ${project.name}.`;
}
