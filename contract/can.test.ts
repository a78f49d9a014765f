import fc from 'fast-check';
import { expect, test } from 'vitest';
import { can, type Holder, projectsWith, sees } from './can.ts';
import { permissionSchema, permissions, roleSchema } from './permission.ts';
import type { RouteDefinition } from './route.ts';
import { routes } from './routes.ts';

const role = fc.constantFrom(...roleSchema.options);
const permission = fc.constantFrom(...permissionSchema.options);
const projectId = fc.constantFrom('a', 'b', 'c');
const holder: fc.Arbitrary<Holder> = fc.record({
  name: fc.constantFrom('mara', 'ken'),
  role: fc.option(role),
  grants: fc.uniqueArray(fc.record({ projectId, role }), { selector: (grant) => grant.projectId }),
});
const resource = fc.record({ projectId, owner: fc.constantFrom('mara', 'ken'), ownOnly: fc.boolean() });

test('another grant never takes anything away', () => {
  fc.assert(
    fc.property(holder, permission, resource, role, (who, what, object, more) => {
      const granted = { ...who, grants: [...who.grants, { projectId: object.projectId, role: more }] };
      if (can(who, what, object)) expect(can(granted, what, object)).toBe(true);
    }),
  );
});

test('who has no role in a project may do nothing there, and does not see it', () => {
  fc.assert(
    fc.property(holder, permission, resource, (who, what, object) => {
      const foreign = {
        ...who,
        role: null,
        grants: who.grants.filter((grant) => grant.projectId !== object.projectId),
      };
      expect(sees(foreign, object.projectId)).toBe(false);
      expect(can(foreign, what, object)).toBe(what === 'self');
    }),
  );
});

test('no role in a project reaches the instance', () => {
  fc.assert(
    fc.property(holder, permission, (who, what) => {
      if (permissions[what].scope === 'project' || what === 'self') return;
      expect(can({ ...who, role: null }, what)).toBe(false);
    }),
  );
});

test('scopes of a token only ever narrow', () => {
  fc.assert(
    fc.property(holder, permission, resource, fc.subarray(permissionSchema.options), (who, what, object, scopes) => {
      if (can({ ...who, scopes }, what, object)) {
        expect(can(who, what, object)).toBe(true);
        expect(what === 'self' || scopes.includes(what)).toBe(true);
      }
    }),
  );
});

test('a list is of the projects in which its permission is held, and no others', () => {
  fc.assert(
    fc.property(holder, permission, projectId, (who, what, id) => {
      if (permissions[what].scope === 'instance') return;
      const listed = projectsWith(who, what);
      expect(listed === null || listed.includes(id)).toBe(can(who, what, { projectId: id }));
    }),
  );
});

test('operators are kept to their own where the project says so; admins are not', () => {
  const own = { projectId: 'a', owner: 'mara', ownOnly: true };
  const member = (name: string, given: 'operator' | 'admin'): Holder => ({
    ...{ name, role: null },
    grants: [{ projectId: 'a', role: given }],
  });
  expect(can(member('mara', 'operator'), 'migrations:command', own)).toBe(true);
  expect(can(member('ken', 'operator'), 'migrations:command', own)).toBe(false);
  expect(can(member('ken', 'operator'), 'migrations:command', { ...own, ownOnly: false })).toBe(true);
  expect(can(member('ken', 'admin'), 'migrations:command', own)).toBe(true);
});

/** What is asked of nothing that exists. */
const ofNothing = ['previewSchedule', 'removeLostResidue'];

test('a route with a permission of projects names its objects, or is a list that is narrowed', () => {
  const careless = (Object.entries(routes) as [string, RouteDefinition][]).filter(
    ([, { permission: needed, objects = [], list }]) =>
      needed !== 'public' && permissions[needed].scope === 'project' && objects.length === 0 && !list,
  );
  expect(careless.map(([name]) => name)).toEqual(ofNothing);
});
