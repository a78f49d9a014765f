import type { GroupRole } from '../../contract/identity.ts';
import type { Queries } from '../../prisma/database.ts';
import { type GroupGrant, replaceGroupGrants } from '../../prisma/queries/groupGrants.ts';
import { findGrants, type KnownUser } from '../../prisma/queries/knownUser.ts';
import { type Author, audit } from '../http/author.ts';

/**
 * Leaves a user the roles in projects that groups give today; those given by hand stay. Each that came or went is told
 * under its project, as one given by hand is.
 * @returns all roles in projects that the user has now
 */
export async function keepGroupGrants(
  queries: Queries,
  { user, rows }: { user: { id: string; name: string }; rows: readonly (GroupRole & { projectId: string })[] },
  author: Author,
): Promise<KnownUser['grants']> {
  const { given, taken } = await replaceGroupGrants(queries, user.id, rows);
  const tell = ({ projectId, group }: GroupGrant, change: { before: object | null; after: object | null }) =>
    audit(queries, author, {
      ...{ action: 'project.member', subject: `project/${projectId}`, detail: { user: user.name, group } },
      ...change,
    });
  for (const grant of taken) await tell(grant, { before: { role: grant.role }, after: null });
  for (const grant of given) await tell(grant, { before: null, after: { role: grant.role } });
  return findGrants(queries, user.id);
}
