import type { Role } from '../../contract/permission.ts';
import type { Member } from '../../contract/project.ts';
import type { Queries } from '../database.ts';

const include = { user: { select: { name: true } }, groupRole: { select: { group: true } } } as const;

/** By name; of one user first what was given by hand. */
export async function listMembers(queries: Queries, projectId: string): Promise<Member[]> {
  const rows = await queries.projectGrant.findMany({
    where: { projectId },
    orderBy: [{ user: { name: 'asc' } }, { groupRoleId: { sort: 'asc', nulls: 'first' } }],
    include,
  });
  return rows.map(memberOf);
}

/** All roles that one user has there. */
export async function findMember(queries: Queries, projectId: string, userId: string): Promise<Member[]> {
  const rows = await queries.projectGrant.findMany({ where: { projectId, userId }, include });
  return rows.map(memberOf);
}

/** Gives a role by hand, in the place of the one that was. Call it with `lockProject`. */
export async function setMember(
  queries: Queries,
  grant: { projectId: string; userId: string; role: Role; grantedBy: string },
): Promise<Member> {
  await removeMember(queries, grant.projectId, grant.userId);
  return memberOf(await queries.projectGrant.create({ data: grant, include }));
}

/** Takes what was given by hand. */
export async function removeMember(queries: Queries, projectId: string, userId: string): Promise<void> {
  await queries.projectGrant.deleteMany({ where: { projectId, userId, groupRoleId: null } });
}

interface MemberRow {
  user: { name: string };
  role: string;
  grantedBy: string;
  createdAt: Date;
  groupRole: { group: string } | null;
}

function memberOf({ user, role, grantedBy, createdAt, groupRole }: MemberRow): Member {
  return {
    ...{ user: user.name, grantedBy, createdAt: createdAt.toISOString() },
    // Written by `setMember` and out of groups' rows alone.
    role: role as Role,
    group: groupRole?.group ?? null,
  };
}
