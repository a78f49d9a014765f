import { z } from 'zod';

/** What a route demands and a role grants. */
export const permissionSchema = z.enum([
  'self',
  'projects:read',
  'projects:write',
  'projects:create',
  'connections:read',
  'connections:write',
  'inventory:read',
  'inventory:refresh',
  'migrations:read',
  'migrations:create',
  'migrations:command',
  'approvals:decide',
  'artifacts:read',
  'settings:read',
  'settings:write',
  'metrics:read',
  'users:read',
  'users:write',
  'audit:read',
  'keys:manage',
  'payloads:read',
]);
export type Permission = z.infer<typeof permissionSchema>;

export const roleSchema = z.enum(['admin', 'approver', 'operator', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

interface PermissionMeaning {
  /** `project`: held in a project, by a role there or everywhere. `instance`: by a role of the whole instance alone. */
  scope: 'project' | 'instance';
  roles: Role[];
  /** Where a project keeps operators to their own migrations, this permission is one that ends at others'. */
  ownable?: true;
  meaning: string;
}

const all: Role[] = ['viewer', 'operator', 'approver', 'admin'];
const migrating: Role[] = ['operator', 'admin'];

/**
 * The table of permissions: which role has which. Approvers agree to what operators ask for, and ask for nothing
 * themselves; only admins touch credentials, members, settings and what is of all projects.
 */
export const permissions: Record<Permission, PermissionMeaning> = {
  self: { scope: 'instance', roles: all, meaning: 'Whatever a login needs to use Drover at all; also without a role.' },
  'projects:read': { scope: 'project', roles: all, meaning: 'See a project, its policy and its members.' },
  'projects:write': { scope: 'project', roles: ['admin'], meaning: 'Rename a project, set its policy and members.' },
  'projects:create': { scope: 'instance', roles: ['admin'], meaning: 'Make projects.' },
  'connections:read': { scope: 'project', roles: all, meaning: 'See and test connections, without their secrets.' },
  'connections:write': { scope: 'project', roles: ['admin'], meaning: 'Add, change and remove connections.' },
  'inventory:read': { scope: 'project', roles: all, meaning: 'See VMs, and what a target offers.' },
  'inventory:refresh': { scope: 'project', roles: migrating, meaning: 'Have an inventory read anew.' },
  'migrations:read': {
    ...{ scope: 'project', roles: all },
    meaning: 'See migrations, presets, plans, schedules, forecasts, approvals, and what was left behind.',
  },
  'migrations:create': {
    ...{ scope: 'project', roles: migrating },
    meaning: 'Start migrations; keep presets, plans and schedules.',
  },
  'migrations:command': {
    ...{ scope: 'project', roles: migrating, ownable: true },
    meaning: 'Command migrations, take pictures of their screens, remove what they left.',
  },
  'approvals:decide': {
    ...{ scope: 'project', roles: ['approver', 'admin'] },
    meaning: "Approve or refuse what others ask for; never one's own.",
  },
  'artifacts:read': {
    ...{ scope: 'project', roles: migrating },
    meaning: 'Fetch exported images and certificates by link: what is on the disks.',
  },
  'settings:read': { scope: 'instance', roles: all, meaning: 'See every setting and who changed it.' },
  'settings:write': { scope: 'instance', roles: ['admin'], meaning: 'Change settings of the instance.' },
  'metrics:read': { scope: 'instance', roles: all, meaning: 'Read figures of the whole instance, of all projects.' },
  'users:read': {
    ...{ scope: 'instance', roles: ['admin'] },
    meaning: 'See users and service accounts, where they are logged in, and their tokens by name.',
  },
  'users:write': {
    ...{ scope: 'instance', roles: ['admin'] },
    meaning: 'Make users and service accounts, give roles of the instance, end sessions, revoke tokens.',
  },
  'audit:read': {
    ...{ scope: 'instance', roles: ['admin'] },
    meaning: 'Read, export and check the audit trail, which is of all projects.',
  },
  'keys:manage': {
    ...{ scope: 'instance', roles: ['admin'] },
    meaning: 'See which keys close stored secrets, and go over to another.',
  },
  'payloads:read': {
    ...{ scope: 'instance', roles: ['admin'] },
    meaning: 'Decrypt workflow payloads for Temporal Web, which shows those of all projects.',
  },
};
