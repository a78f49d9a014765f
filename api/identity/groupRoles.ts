import { groupKey } from '../../contract/groupRole.ts';
import type { GroupRole, Realm } from '../../contract/identity.ts';
import type { Role } from '../../contract/permission.ts';
import type { Database, Queries } from '../../prisma/database.ts';
import { countGroupGrants } from '../../prisma/queries/groupGrants.ts';
import { createGroupRole, deleteGroupRole, findGroupRole, updateGroupRole } from '../../prisma/queries/groupRoles.ts';
import { lockAccess } from '../../prisma/queries/users.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit } from '../http/author.ts';
import { requireProject } from '../projects/editProject.ts';

/** @throws ApiError request.conflict, request.not-found where the project is not */
export function addGroupRole(
  { prisma }: Database,
  input: { realm: Realm; group: string; role: Role; projectId: string | null },
  author: Author,
): Promise<GroupRole> {
  return prisma.$transaction(async (queries) => {
    const project = input.projectId === null ? null : await requireProject(queries, input.projectId);
    const key = groupKey(input.realm, input.group);
    const made = await createGroupRole(queries, { ...input, groupKey: key, updatedBy: author.actor.name });
    if (made === null) {
      const place = project === null ? 'of the instance' : `in the project ${project.name}`;
      throw new ApiError('request.conflict', `The group ${input.group} has a role ${place} already.`);
    }
    await audit(queries, author, { action: 'groupRole.create', subject: `groupRole/${made.id}`, after: input });
    return made;
  });
}

/** @throws ApiError request.not-found */
export function changeGroupRole(
  { prisma }: Database,
  change: { id: string; role: Role },
  author: Author,
): Promise<GroupRole> {
  return prisma.$transaction(async (queries) => {
    await lockAccess(queries);
    const { role, ...row } = await requireGroupRole(queries, change.id);
    const detail = await reachOf(queries, row);
    const changed = await updateGroupRole(queries, change.id, { role: change.role, updatedBy: author.actor.name });
    const told = { detail, before: { role }, after: { role: change.role } };
    await audit(queries, author, { action: 'groupRole.update', subject: `groupRole/${change.id}`, ...told });
    return changed;
  });
}

/** @throws ApiError request.not-found */
export function removeGroupRole({ prisma }: Database, id: string, author: Author): Promise<void> {
  return prisma.$transaction(async (queries) => {
    await lockAccess(queries);
    const row = await requireGroupRole(queries, id);
    const detail = await reachOf(queries, row);
    await deleteGroupRole(queries, id);
    const { realm, group, role, projectId } = row;
    const before = { realm, group, role, projectId };
    await audit(queries, author, { action: 'groupRole.delete', subject: `groupRole/${id}`, detail, before });
  });
}

/** Whom a change reaches at once: those who have logged in with a role in the project by this group. */
async function reachOf(
  queries: Queries,
  { id, realm, group, projectId }: Pick<GroupRole, 'id' | 'realm' | 'group' | 'projectId'>,
) {
  if (projectId === null) return { realm, group };
  return { realm, group, projectId, members: await countGroupGrants(queries, id) };
}

async function requireGroupRole(queries: Queries, id: string): Promise<GroupRole> {
  const row = await findGroupRole(queries, id);
  if (row === null) throw new ApiError('request.not-found', `There is no role of a group ${id}.`);
  return row;
}
