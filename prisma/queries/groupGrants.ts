import type { GroupRole } from '../../contract/identity.ts';
import type { Role } from '../../contract/permission.ts';
import type { Queries } from '../database.ts';

/** A role in a project that a user has by a group. */
export interface GroupGrant {
  projectId: string;
  group: string;
  role: Role;
}

type ProjectRow = GroupRole & { projectId: string };

/**
 * Leaves a user the roles in projects that these groups give, and no others by groups: what was given by hand stays.
 * Call it with `lockAccess`: a group's role must not go while somebody gets it.
 */
export async function replaceGroupGrants(
  queries: Queries,
  userId: string,
  rows: readonly ProjectRow[],
): Promise<{ given: GroupGrant[]; taken: GroupGrant[] }> {
  const held = await queries.projectGrant.findMany({
    where: { userId, groupRoleId: { not: null } },
    select: { id: true, projectId: true, role: true, groupRoleId: true, groupRole: { select: { group: true } } },
  });
  const wanted = new Set(rows.map(({ id }) => id));
  const over = held.filter(({ groupRoleId }) => groupRoleId !== null && !wanted.has(groupRoleId));
  const known = new Set(held.map(({ groupRoleId }) => groupRoleId));
  const missing = rows.filter(({ id }) => !known.has(id));
  await queries.projectGrant.deleteMany({ where: { id: { in: over.map(({ id }) => id) } } });
  await queries.projectGrant.createMany({
    data: missing.map(({ id, projectId, role, updatedBy }) => {
      return { ...{ projectId, userId, role }, groupRoleId: id, grantedBy: updatedBy };
    }),
  });
  return {
    given: missing.map(({ projectId, group, role }) => ({ projectId, group, role })),
    // Roles of grants are those of groups' rows.
    taken: over.map(({ projectId, groupRole, role }) => ({
      ...{ projectId, group: groupRole?.group ?? '' },
      role: role as Role,
    })),
  };
}

/** How many users have a role in a project by this row. */
export function countGroupGrants(queries: Queries, groupRoleId: string): Promise<number> {
  return queries.projectGrant.count({ where: { groupRoleId } });
}
