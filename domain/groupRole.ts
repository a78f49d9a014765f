import type { Realm } from '../contract/identity.ts';
import type { Role } from '../contract/permission.ts';

/** Who has several roles by several groups has the strongest. */
const strength: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

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
