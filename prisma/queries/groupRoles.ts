import { randomUUID } from 'node:crypto';
import { type GroupRole, realmSchema } from '../../contract/identity.ts';
import { type Role, roleSchema } from '../../contract/permission.ts';
import type { Queries } from '../database.ts';
import type { GroupRole as GroupRoleRow } from '../generated/client.ts';

type NewGroupRole = Pick<GroupRole, 'realm' | 'group' | 'projectId' | 'role' | 'updatedBy'> & { groupKey: string };
type WithProject = GroupRoleRow & { project: { name: string } | null };

const include = { project: { select: { name: true } } } as const;

export async function listGroupRoles(queries: Queries): Promise<GroupRole[]> {
  const rows = await queries.groupRole.findMany({
    orderBy: [{ realm: 'asc' }, { groupKey: 'asc' }, { projectId: { sort: 'asc', nulls: 'first' } }],
    include,
  });
  return rows.map(groupRoleOf);
}

/** Null where the group has a role there already. */
export async function createGroupRole(queries: Queries, row: NewGroupRole): Promise<GroupRole | null> {
  const data = [{ ...row, id: randomUUID() }];
  const [made] = await queries.groupRole.createManyAndReturn({ data, include, skipDuplicates: true });
  return made === undefined ? null : groupRoleOf(made);
}

export async function findGroupRole(queries: Queries, id: string): Promise<GroupRole | null> {
  // Locked, so that the audit trail tells what was there before.
  await queries.$queryRaw`select id from group_role where id = ${id} for update`;
  const row = await queries.groupRole.findUnique({ where: { id }, include });
  return row && groupRoleOf(row);
}

/** Where it is a role in a project, those who have it by the group have the new one at once. */
export async function updateGroupRole(
  queries: Queries,
  id: string,
  { role, updatedBy }: { role: Role; updatedBy: string },
): Promise<GroupRole> {
  await queries.projectGrant.updateMany({ where: { groupRoleId: id }, data: { role, grantedBy: updatedBy } });
  const data = { role, updatedBy, updatedAt: new Date() };
  return groupRoleOf(await queries.groupRole.update({ where: { id }, data, include }));
}

/** Takes with it what members have by it in a project. */
export async function deleteGroupRole(queries: Queries, id: string): Promise<void> {
  await queries.groupRole.deleteMany({ where: { id } });
}

function groupRoleOf({ id, realm, group, projectId, project, role, updatedAt, updatedBy }: WithProject): GroupRole {
  return {
    ...{ id, group, projectId, projectName: project?.name ?? null, updatedBy },
    realm: realmSchema.parse(realm),
    role: roleSchema.parse(role),
    updatedAt: updatedAt.toISOString(),
  };
}
