import { type Permission, permissionSchema, permissions, type Role } from './permission.ts';

/** Who asks: roles in each project, and what narrows them. */
export interface Holder {
  name: string;
  /** In every project, and of the instance; null: only what `grants` say. */
  role: Role | null;
  grants: readonly { projectId: string; role: Role }[];
  /** Of a token that may do less than its user; absent or null: nothing narrows it. */
  scopes?: readonly Permission[] | null;
}

/** What is asked for. */
export interface Resource {
  projectId: string;
  /** Who started it, where that may matter. */
  owner?: string;
  /** The project keeps operators to what they own. */
  ownOnly?: boolean;
}

/**
 * Whether somebody may do something: to an object, or without one, to any object at all. A role of the instance holds in
 * every project, and a grant adds to it; it never takes away.
 */
export function can(holder: Holder, permission: Permission, resource?: Resource): boolean {
  if (holder.scopes && permission !== 'self' && !holder.scopes.includes(permission)) return false;
  if (permission === 'self') return true;
  const { scope, roles, ownable } = permissions[permission];
  const held = scope === 'instance' ? ownRole(holder) : rolesIn(holder, resource?.projectId);
  const fitting = held.filter((role) => roles.includes(role));
  if (!ownable || !resource?.ownOnly || resource.owner === undefined || resource.owner === holder.name)
    return fitting.length > 0;
  return fitting.includes('admin');
}

/** What somebody may do anywhere at all. */
export function permissionsOf(holder: Holder): Permission[] {
  return permissionSchema.options.filter((permission) => can(holder, permission));
}

/** Whether a project exists as far as somebody may know. */
export function sees(holder: Holder, projectId: string): boolean {
  return rolesIn(holder, projectId).length > 0;
}

/** Projects in which somebody has the permission; null: in all, also those that are still to be made. */
export function projectsWith(holder: Holder, permission: Permission): string[] | null {
  if (can({ ...holder, grants: [] }, permission, { projectId: '' })) return null;
  const ids = holder.grants.map(({ projectId }) => projectId);
  return [...new Set(ids)].filter((projectId) => can(holder, permission, { projectId }));
}

/** Without a project: the roles in any. */
function rolesIn(holder: Holder, projectId: string | undefined): Role[] {
  const granted = holder.grants.filter((grant) => projectId === undefined || grant.projectId === projectId);
  return [...ownRole(holder), ...granted.map(({ role }) => role)];
}

function ownRole({ role }: Holder): Role[] {
  return role === null ? [] : [role];
}
