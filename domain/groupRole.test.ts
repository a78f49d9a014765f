import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Role } from '../contract/permission.ts';
import { groupKey, roleOfGroups } from './groupRole.ts';

const roles: Role[] = ['viewer', 'approver', 'operator', 'admin'];
const rows = fc.array(
  fc.record({
    realm: fc.constantFrom('ldap' as const, 'oidc' as const),
    group: fc.constantFrom('a', 'b', 'c', 'd'),
    role: fc.constantFrom(...roles),
  }),
);
const groups = fc.subarray(['a', 'b', 'c', 'd', 'e']);

test('another group never weakens a role, and without a row there is none', () => {
  fc.assert(
    fc.property(rows, groups, fc.constantFrom('a', 'b', 'z'), (known, mine, more) => {
      const rank = (role: Role | null) => (role === null ? -1 : roles.indexOf(role));
      const before = roleOfGroups('ldap', mine, known);
      expect(rank(roleOfGroups('ldap', [...mine, more], known))).toBeGreaterThanOrEqual(rank(before));
      const fits = known.some(({ realm, group }) => realm === 'ldap' && mine.includes(group));
      expect(before === null).toBe(!fits);
    }),
  );
});

test('groups of a directory are told apart as directories do, values of a claim by each letter', () => {
  const spellings = ['CN=Ops,OU=Groups, DC=example,DC=org', ' cn = ops, ou=groups,dc=Example,dc=org'];
  expect(new Set(spellings.map((dn) => groupKey('ldap', dn))).size).toBe(1);
  expect(groupKey('ldap', 'cn=a\\ ,ou=x')).not.toBe(groupKey('ldap', 'cn=a,ou=x'));
  expect(groupKey('oidc', 'Ops')).not.toBe(groupKey('oidc', 'ops'));
});
