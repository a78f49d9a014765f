import { z } from 'zod';

/** What a route demands and a role grants. */
export const permissionSchema = z.enum([
  'self',
  'connections:read',
  'connections:write',
  'inventory:read',
  'inventory:refresh',
  'migrations:read',
  'migrations:create',
  'migrations:command',
  'settings:write',
  'metrics:read',
  'keys:manage',
  'payloads:read',
  'audit:read',
  'users:read',
  'users:write',
]);
export type Permission = z.infer<typeof permissionSchema>;

export const roleSchema = z.enum(['admin', 'operator', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

const viewer: Permission[] = ['self', 'connections:read', 'inventory:read', 'migrations:read', 'metrics:read'];
const operator: Permission[] = [...viewer, 'inventory:refresh', 'migrations:create', 'migrations:command'];

/** Operators migrate; only admins may touch credentials and settings. */
export const permissionsOf: Record<Role, Permission[]> = {
  viewer,
  operator,
  admin: [
    ...operator,
    ...(['connections:write', 'settings:write', 'users:read', 'users:write'] as const),
    ...(['keys:manage', 'payloads:read', 'audit:read'] as const),
  ],
};
