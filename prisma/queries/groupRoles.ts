import { randomUUID } from 'node:crypto';
import { type GroupRole, realmSchema } from '../../contract/identity.ts';
import { type Role, roleSchema } from '../../contract/permission.ts';
import type { Queries } from '../database.ts';
import type { GroupRole as GroupRoleRow } from '../generated/client.ts';

type NewGroupRole = Pick<GroupRole, 'realm' | 'group' | 'role' | 'updatedBy'> & { groupKey: string };

export async function listGroupRoles(queries: Queries): Promise<GroupRole[]> {
  const rows = await queries.groupRole.findMany({ orderBy: [{ realm: 'asc' }, { groupKey: 'asc' }] });
  return rows.map(groupRoleOf);
}

/** Null where the group has a role already. */
export async function createGroupRole(queries: Queries, row: NewGroupRole): Promise<GroupRole | null> {
  const data = [{ ...row, id: randomUUID() }];
  const [made] = await queries.groupRole.createManyAndReturn({ data, skipDuplicates: true });
  return made === undefined ? null : groupRoleOf(made);
}

export async function findGroupRole(queries: Queries, id: string): Promise<GroupRole | null> {
  // Locked, so that the audit trail tells what was there before.
  await queries.$queryRaw`select id from group_role where id = ${id} for update`;
  const row = await queries.groupRole.findUnique({ where: { id } });
  return row && groupRoleOf(row);
}

export async function updateGroupRole(
  queries: Queries,
  id: string,
  change: { role: Role; updatedBy: string },
): Promise<GroupRole> {
  return groupRoleOf(await queries.groupRole.update({ where: { id }, data: { ...change, updatedAt: new Date() } }));
}

export async function deleteGroupRole(queries: Queries, id: string): Promise<void> {
  await queries.groupRole.deleteMany({ where: { id } });
}

function groupRoleOf({ id, realm, group, role, updatedAt, updatedBy }: GroupRoleRow): GroupRole {
  return {
    ...{ id, group, updatedBy },
    realm: realmSchema.parse(realm),
    role: roleSchema.parse(role),
    updatedAt: updatedAt.toISOString(),
  };
}
