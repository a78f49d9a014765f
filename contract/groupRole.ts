import type { Realm } from './identity.ts';
import type { Role } from './permission.ts';

/**
 * Who has several roles of the instance by several groups has the strongest. An operator can work, an approver only
 * answers: who is in groups of both is an operator.
 */
const strength: Record<Role, number> = { viewer: 0, approver: 1, operator: 2, admin: 3 };

/**
 * The same for all spellings of one group. Distinguished names do not tell cases apart, nor blanks around separators
 * (RFC 4517, 4.2.15); values of a claim are taken as they are.
 */
export function groupKey(realm: Realm, group: string): string {
  if (realm === 'oidc') return group;
  return group
    .trim()
    .toLowerCase()
    .replaceAll(/(?<!\\)\s*([,=+])\s*/g, '$1');
}

interface RowOfGroup {
  realm: Realm;
  group: string;
  /** Null: the role is one of the instance. */
  projectId: string | null;
  role: Role;
}

/** What groups give. Roles in projects add up, so all rows of them count. */
interface RolesOfGroups<TRow> {
  /** Of the instance; null: none of the groups gives one. */
  role: Role | null;
  inProjects: (TRow & { projectId: string })[];
}

export function rolesOfGroups<TRow extends RowOfGroup>(
  realm: Realm,
  groups: readonly string[],
  rows: readonly TRow[],
): RolesOfGroups<TRow> {
  const keys = new Set(groups.map((group) => groupKey(realm, group)));
  const held = rows.filter((row) => row.realm === realm && keys.has(groupKey(realm, row.group)));
  const roles = held.filter(({ projectId }) => projectId === null).map(({ role }) => role);
  return {
    role: roles.toSorted((one, other) => strength[other] - strength[one])[0] ?? null,
    inProjects: held.filter((row): row is TRow & { projectId: string } => row.projectId !== null),
  };
}
