import { rolesOfGroups } from '../../contract/groupRole.ts';
import type { Realm } from '../../contract/identity.ts';
import type { VouchedIdentity } from '../../ports/vouchedIdentity.ts';
import type { Database, Queries } from '../../prisma/database.ts';
import { deleteApiTokensOf } from '../../prisma/queries/apiTokens.ts';
import { findExternalUser, keepExternalUser } from '../../prisma/queries/externalUsers.ts';
import { listGroupRoles } from '../../prisma/queries/groupRoles.ts';
import { deleteSessionsOf } from '../../prisma/queries/sessions.ts';
import { lockAccess, type UserRow } from '../../prisma/queries/users.ts';
import { identifyActor } from '../audit/requestTrail.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import { type LoginPlace, type OpenedSession, openSession } from '../session/openSession.ts';
import { keepGroupGrants } from './groupGrants.ts';
import { type RefusedLogin, tellRefusedLogin } from './refusedLogin.ts';

/** Letters of any script, but nothing that hides, turns or splits a line where the name is shown. */
const printable = /^[\p{L}\p{N}._@+ '-]{1,120}$/u;

interface Vouching {
  realm: Realm;
  vouched: VouchedIdentity;
  /** As `openSession` has it: the console's is a cookie. */
  kind: 'cookie' | 'bearer';
  place: LoginPlace;
}

/**
 * Somebody whom a directory or provider vouches for: finds or makes the user, with the roles that the groups of today
 * have, and opens a session. Who has no role any more loses the sessions and API tokens that are left.
 * @throws ApiError auth.no-role, auth.disabled, auth.name-taken, identity.answer
 */
export async function externalLogin(
  { prisma }: Database,
  { realm, vouched, kind, place }: Vouching,
): Promise<OpenedSession> {
  // Names of different origins never meet: nobody becomes a local user by having its name.
  const name = `${vouched.name}@${realm}`;
  if (!printable.test(name)) {
    throw new ApiError('identity.answer', 'The name of this login has signs that Drover does not take, or too many.');
  }
  const origin = { realm, subject: vouched.subject };
  const result = await prisma.$transaction(async (queries) => {
    await lockAccess(queries);
    const known = await findExternalUser(queries, origin);
    if (known !== null) identifyActor({ id: known.id, name }, realm);
    const refuse = async (code: RefusalCode, detail: RefusedLogin['detail'] = {}) => {
      await tellRefusedLogin(queries, { realm, name, code, detail }, place);
      return { code };
    };
    const { role, inProjects } = rolesOfGroups(realm, vouched.groups, await listGroupRoles(queries));
    if (role === null && inProjects.length === 0) return refuse('auth.no-role', await endLogins(queries, known, place));
    if (known !== null && known.disabledAt !== null) return refuse('auth.disabled');
    const user = await keepExternalUser(queries, { ...origin, known, name, role });
    if (user === null) return refuse('auth.name-taken');
    identifyActor(user, realm);
    await tellChange(queries, { known, user, place });
    const author = { actor: user, correlationId: place.correlationId };
    const grants = await keepGroupGrants(queries, { user, rows: inProjects }, author);
    return openSession(queries, { ...user, grants }, { kind, place });
  });
  // Thrown where it does not undo what the refusal has ended and told.
  if ('user' in result) return result;
  throw new ApiError(result.code, reasons[result.code](name, vouched.groups.length));
}

type RefusalCode = 'auth.no-role' | 'auth.disabled' | 'auth.name-taken';

const reasons: Record<RefusalCode, (name: string, groups: number) => string> = {
  'auth.no-role': (name, groups) => `${name} was recognised, but none of its ${groups} groups has a role.`,
  'auth.disabled': (name) => `${name} was recognised, but may not log in.`,
  'auth.name-taken': (name) => `There is another user ${name}.`,
};

async function endLogins(
  queries: Queries,
  known: UserRow | null,
  { correlationId }: LoginPlace,
): Promise<RefusedLogin['detail']> {
  if (known === null) return {};
  await keepGroupGrants(queries, { user: known, rows: [] }, { actor: known, correlationId });
  const sessionsEnded = await deleteSessionsOf(queries, known.id);
  return { sessionsEnded, revoked: await deleteApiTokensOf(queries, known.id) };
}

/** A user whom the login made, or to whom it gave another name or role. */
async function tellChange(
  queries: Queries,
  { known, user, place }: { known: UserRow | null; user: UserRow; place: LoginPlace },
): Promise<void> {
  const [before, after] = [known, user].map((row) => row && { name: row.name, role: row.role });
  if (before?.name === after?.name && before?.role === after?.role) return;
  const author = { actor: user, correlationId: place.correlationId };
  const action = known === null ? 'user.create' : 'user.update';
  await audit(queries, author, { action, subject: `user/${user.name}`, before: before ?? null, after: after ?? null });
}
