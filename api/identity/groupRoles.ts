import type { GroupRole, Realm } from '../../contract/identity.ts';
import type { Role } from '../../contract/permission.ts';
import { groupKey } from '../../domain/groupRole.ts';
import type { Database } from '../../prisma/database.ts';
import { createGroupRole, deleteGroupRole, findGroupRole, updateGroupRole } from '../../prisma/queries/groupRoles.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit } from '../http/author.ts';

/** @throws ApiError request.conflict */
export function addGroupRole(
  { prisma }: Database,
  input: { realm: Realm; group: string; role: Role },
  author: Author,
): Promise<GroupRole> {
  return prisma.$transaction(async (queries) => {
    const key = groupKey(input.realm, input.group);
    const made = await createGroupRole(queries, { ...input, groupKey: key, updatedBy: author.actor.name });
    if (made === null) throw new ApiError('request.conflict', `The group ${input.group} has a role already.`);
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
    const { realm, group, role } = await requireGroupRole(findGroupRole(queries, change.id), change.id);
    const changed = await updateGroupRole(queries, change.id, { role: change.role, updatedBy: author.actor.name });
    const told = { detail: { realm, group }, before: { role }, after: { role: change.role } };
    await audit(queries, author, { action: 'groupRole.update', subject: `groupRole/${change.id}`, ...told });
    return changed;
  });
}

/** @throws ApiError request.not-found */
export function removeGroupRole({ prisma }: Database, id: string, author: Author): Promise<void> {
  return prisma.$transaction(async (queries) => {
    const { realm, group, role } = await requireGroupRole(findGroupRole(queries, id), id);
    await deleteGroupRole(queries, id);
    const before = { realm, group, role };
    await audit(queries, author, { action: 'groupRole.delete', subject: `groupRole/${id}`, before });
  });
}

async function requireGroupRole(found: Promise<GroupRole | null>, id: string): Promise<GroupRole> {
  const row = await found;
  if (row === null) throw new ApiError('request.not-found', `There is no role of a group ${id}.`);
  return row;
}
