import { can, type Holder } from './can.ts';
import { type Permission, type Role, roleSchema } from './permission.ts';
import type { RouteDefinition } from './route.ts';
import { type RouteName, routes } from './routes.ts';

/** Where an object is, as seen by somebody with a role in one project: theirs, somebody else's there, or elsewhere. */
export type Place = 'own' | 'others' | 'elsewhere';

/** `hidden`: 404, as if it did not exist. `empty`: a list without the objects of other projects. */
export type Verdict = 'allowed' | 'forbidden' | 'hidden' | 'empty';

export interface MatrixRow {
  name: RouteName;
  route: RouteDefinition;
  permission: Permission;
  role: Role;
  place: Place;
  verdict: Verdict;
}

const here = 'here';

/**
 * What each role of a project may do by each route, in a project that keeps operators to their own migrations: the
 * strictest one. Routes without a login are left out.
 */
export function permissionMatrix(): MatrixRow[] {
  return (Object.keys(routes) as RouteName[]).flatMap((name) => {
    const route: RouteDefinition = routes[name];
    const { permission } = route;
    if (permission === 'public') return [];
    return placesOf(route).flatMap((place) =>
      roleSchema.options.map((role) => ({
        name,
        route,
        permission,
        role,
        place,
        verdict: verdictOf(route, role, place),
      })),
    );
  });
}

/** Ownership matters where there is a migration, a place where there is any object. */
function placesOf({ objects = [], list }: RouteDefinition): Place[] {
  if (list && objects.length === 0) return ['own', 'elsewhere'];
  if (objects.length === 0) return ['own'];
  return objects.some(({ kind }) => kind === 'migration') ? ['own', 'others', 'elsewhere'] : ['own', 'elsewhere'];
}

function verdictOf(route: RouteDefinition, role: Role, place: Place): Verdict {
  const { permission, list, objects = [] } = route;
  if (permission === 'public') return 'allowed';
  const holder: Holder = { name: 'me', role: null, grants: [{ projectId: here, role }] };
  if (!can(holder, permission)) return 'forbidden';
  if (place === 'elsewhere') return list && objects.length === 0 ? 'empty' : 'hidden';
  const owned = objects.some(({ kind }) => kind === 'migration');
  const resource = { projectId: here, ownOnly: true, ...(owned ? { owner: place === 'own' ? 'me' : 'somebody' } : {}) };
  return can(holder, permission, resource) ? 'allowed' : 'forbidden';
}
