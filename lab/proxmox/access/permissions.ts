import { type AccessConfig, type Identity, isRoot } from './accessConfig.ts';
import { allPrivileges, roles } from './roles.ts';

/** Privilege name to "propagates" on a path. */
export type Privileges = Map<string, boolean>;

/** Which pools a VM (`/vms/100`) or storage (`/storage/local`) belongs to. */
export type PoolsOf = (path: string) => string[];

/**
 * What an identity may do on a path (RPCEnvironment.pm permissions).
 * A token with privilege separation has its own entries cut down to what its user has.
 */
export function privilegesOn(config: AccessConfig, identity: Identity, path: string, poolsOf: PoolsOf): Privileges {
  const ofUser = subjectPrivileges(config, identity.userid, path, poolsOf);
  if (identity.tokenId === undefined) return ofUser;
  const token = config.tokens[identity.tokenId];
  if (!token) return new Map();
  if (!token.privsep) return ofUser;
  const own = subjectPrivileges(config, identity.tokenId, path, poolsOf);
  return new Map([...own].filter(([privilege]) => ofUser.has(privilege)));
}

function subjectPrivileges(config: AccessConfig, subject: string, path: string, poolsOf: PoolsOf): Privileges {
  if (subject === 'root@pam') return new Map(allPrivileges.map((privilege) => [privilege, true]));
  const granted = rolesOn(config, subject, path);
  if (granted.has('NoAccess')) return new Map();
  for (const pool of poolsOf(path)) {
    const ofPool = rolesOn(config, subject, `/pool/${pool}`);
    if (ofPool.has('NoAccess')) return new Map();
    for (const [role, propagate] of ofPool) if (!granted.has(role)) granted.set(role, propagate);
  }
  const privileges: Privileges = new Map();
  for (const [role, propagate] of granted) {
    for (const privilege of roles[role] ?? []) {
      privileges.set(privilege, propagate || (privileges.get(privilege) ?? false));
    }
  }
  return privileges;
}

/** Roles of the deepest level that names the subject: a deeper entry replaces what came from above. */
function rolesOn(config: AccessConfig, subject: string, path: string): Map<string, boolean> {
  let granted = new Map<string, boolean>();
  for (const level of levelsOf(path)) {
    const here = config.acl.filter((entry) => entry.subject === subject && entry.path === level);
    if (here.length === 0) continue;
    const effective = here.filter((entry) => entry.propagate || level === path);
    if (effective.length > 0) granted = new Map(effective.map((entry) => [entry.role, entry.propagate]));
  }
  return granted;
}

function levelsOf(path: string): string[] {
  const levels = ['/'];
  let level = '';
  for (const part of path.split('/').filter((piece) => piece !== '')) {
    level = `${level}/${part}`;
    levels.push(level);
  }
  return levels;
}

const wellKnownPaths = ['/', '/access', '/access/groups', '/mapping', '/nodes', '/pool', '/sdn', '/storage', '/vms'];

/** `GET /access/permissions`: every path where something is granted. */
export function effectivePermissions(
  config: AccessConfig,
  identity: Identity,
  options: { path?: string; poolsOf: PoolsOf },
): Record<string, Record<string, 0 | 1>> {
  const paths =
    options.path === undefined
      ? [...new Set([...wellKnownPaths, ...config.acl.map((entry) => entry.path)])]
      : [options.path];
  const result: Record<string, Record<string, 0 | 1>> = {};
  for (const path of paths.sort()) {
    const privileges = privilegesOn(config, identity, path, options.poolsOf);
    if (privileges.size === 0 && !isRoot(identity) && options.path === undefined) continue;
    result[path] = Object.fromEntries(
      [...privileges].sort().map(([privilege, propagate]) => [privilege, propagate ? 1 : 0] as const),
    );
  }
  return result;
}
