import { can } from './can.ts';
import { type Permission, permissionSchema, permissions, type Role, roleSchema } from './permission.ts';
import type { RouteDefinition } from './route.ts';
import { routes } from './routes.ts';

/** Prints docs/permissions.md: `node contract/permissionsDocument.ts > docs/permissions.md`. */
function permissionsDocument(): string {
  const roles = [...roleSchema.options].reverse();
  const table = (head: string[], rows: string[][]) =>
    [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const granted = permissionSchema.options.map((permission) => {
    const { scope, meaning } = permissions[permission];
    return [`\`${permission}\``, scope, ...roles.map((role) => cell(permission, role)), meaning];
  });
  const operations = (Object.entries(routes) as [string, RouteDefinition][]).map(([name, route]) => {
    const { method, path, permission } = route;
    const cells =
      permission === 'public' ? roles.map(() => 'yes') : roles.map((role) => routeCell(route, permission, role));
    return [`\`${name}\``, `${method} \`${path}\``, `\`${permission}\``, ...cells, elsewhere(route)];
  });
  return `# Permissions

Made from \`contract/permission.ts\` and the routes of \`contract/\`; see [projects.md](projects.md) for what it means.
\`test/api/permissions.test.ts\` asks the API each row.

## What a role may do

A role of the whole instance holds in every project. A role in a project holds there, and only for permissions whose scope is
\`project\`.

${table(['Permission', 'Scope', ...roles, 'Meaning'], granted)}

## What a route demands

The columns are roles in the project that the object belongs to. _own_: yes, but in a project that keeps operators to their own
migrations only those that they have started. _instance_: only with that role in the whole instance. The last column is what
somebody with the permission gets for an object of a project in which they have no role.

${table(['Operation', 'Route', 'Permission', ...roles, 'Elsewhere'], operations)}
`;
}

function cell(permission: Permission, role: Role): string {
  const { roles, ownable } = permissions[permission];
  if (!roles.includes(role)) return '';
  return ownable && role !== 'admin' ? 'own' : 'yes';
}

function routeCell({ objects = [] }: RouteDefinition, permission: Permission, role: Role): string {
  const inProject = can({ name: '', role: null, grants: [{ projectId: '', role }] }, permission);
  if (!inProject) return can({ name: '', role, grants: [] }, permission) ? 'instance' : '';
  return objects.some(({ kind }) => kind === 'migration') ? cell(permission, role) : 'yes';
}

function elsewhere({ permission, objects = [], list }: RouteDefinition): string {
  if (permission === 'public') return '';
  if (objects.length > 0) return list ? '404, or left out' : '404';
  return list ? 'left out' : '';
}

process.stdout.write(permissionsDocument());
