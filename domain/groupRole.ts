import type { Realm } from '../contract/identity.ts';
import type { Role } from '../contract/permission.ts';

/**
 * Who has several roles by several groups has the strongest. An operator can work, an approver only answers: who is in
 * groups of both is an operator.
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

/** Null: none of the groups has a role. */
export function roleOfGroups(
  realm: Realm,
  groups: readonly string[],
  rows: readonly { realm: Realm; group: string; role: Role }[],
): Role | null {
  const keys = new Set(groups.map((group) => groupKey(realm, group)));
  const roles = rows
    .filter((row) => row.realm === realm && keys.has(groupKey(realm, row.group)))
    .map(({ role }) => role);
  return roles.toSorted((one, other) => strength[other] - strength[one])[0] ?? null;
}
