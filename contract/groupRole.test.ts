import fc from 'fast-check';
import { expect, test } from 'vitest';
import { can } from './can.ts';
import { groupKey, rolesOfGroups } from './groupRole.ts';
import type { Role } from './permission.ts';

const roles: Role[] = ['viewer', 'approver', 'operator', 'admin'];
const rows = fc.array(
  fc.record({
    realm: fc.constantFrom('ldap' as const, 'oidc' as const),
    group: fc.constantFrom('a', 'b', 'c', 'd'),
    projectId: fc.constantFrom(null, 'one', 'two'),
    role: fc.constantFrom(...roles),
  }),
);
const groups = fc.subarray(['a', 'b', 'c', 'd', 'e']);

test('another group never weakens a role, and without a row there is none', () => {
  fc.assert(
    fc.property(rows, groups, fc.constantFrom('a', 'b', 'z'), (known, mine, more) => {
      const rank = (role: Role | null) => (role === null ? -1 : roles.indexOf(role));
      const before = rolesOfGroups('ldap', mine, known);
      const after = rolesOfGroups('ldap', [...mine, more], known);
      expect(rank(after.role)).toBeGreaterThanOrEqual(rank(before.role));
      expect(after.inProjects).toEqual(expect.arrayContaining(before.inProjects));
      const fits = known.filter(({ realm, group }) => realm === 'ldap' && mine.includes(group));
      expect(before.role === null).toBe(!fits.some(({ projectId }) => projectId === null));
      expect(before.inProjects).toEqual(fits.filter(({ projectId }) => projectId !== null));
    }),
  );
});

test('a role in a project is one there and nowhere else, and several add up', () => {
  fc.assert(
    fc.property(rows, groups, (known, mine) => {
      const { inProjects } = rolesOfGroups('ldap', mine, known);
      const holder = { name: 'mara', role: null, grants: inProjects };
      for (const permission of ['migrations:create', 'approvals:decide', 'connections:write'] as const) {
        for (const projectId of ['one', 'two', 'three']) {
          const there = inProjects.filter((row) => row.projectId === projectId);
          const single = there.some((row) => can({ ...holder, grants: [row] }, permission, { projectId }));
          expect(can(holder, permission, { projectId })).toBe(single);
        }
      }
      expect(can(holder, 'users:write')).toBe(false);
    }),
  );
});

test('groups of a directory are told apart as directories do, values of a claim by each letter', () => {
  const spellings = ['CN=Ops,OU=Groups, DC=example,DC=org', ' cn = ops, ou=groups,dc=Example,dc=org'];
  expect(new Set(spellings.map((dn) => groupKey('ldap', dn))).size).toBe(1);
  expect(groupKey('ldap', 'cn=a\\ ,ou=x')).not.toBe(groupKey('ldap', 'cn=a,ou=x'));
  expect(groupKey('oidc', 'Ops')).not.toBe(groupKey('oidc', 'ops'));
});
