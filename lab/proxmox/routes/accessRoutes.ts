import { randomUUID } from 'node:crypto';
import { authUser, type Identity } from '../access/accessConfig.ts';
import { sameText } from '../access/authenticate.ts';
import { effectivePermissions, privilegesOn } from '../access/permissions.ts';
import { roles } from '../access/roles.ts';
import type { Datacenter } from '../datacenter.ts';
import { ApiError, badParameters, die } from '../http/apiError.ts';
import type { Route } from '../http/route.ts';
import { formats, optionalBoolean, optionalString } from '../schema/formats.ts';
import { flag, list, optionalInteger, optionalText, text } from '../schema/params.ts';

const tokenPath = '/access/users/{userid}/token/{tokenid}';
const tokenParameters = {
  userid: { type: 'string', format: formats.userId },
  tokenid: { type: 'string', pattern: /^[A-Za-z][A-Za-z0-9._-]+$/ },
} as const;

export const accessRoutes: Route[] = [
  {
    method: 'GET',
    path: '/version',
    permission: 'anyUser',
    parameters: {},
    handler: () => ({ release: '9.1', repoid: '4cf4a1b5a3e2d7c6', version: '9.1.6' }),
  },
  {
    method: 'POST',
    path: '/access/ticket',
    permission: 'world',
    ticketOnly: true,
    parameters: {
      username: { type: 'string', maxLength: 64 },
      password: { type: 'string' },
      realm: optionalString,
      otp: optionalString,
      'new-format': optionalBoolean,
      path: { type: 'string', optional: true, requires: 'privs' },
      privs: { type: 'string', optional: true, requires: 'path' },
      'tfa-challenge': optionalString,
    },
    handler: ({ datacenter, params }) => {
      const given = text(params, 'username');
      const userid = given.includes('@') ? given : `${given}@${optionalText(params, 'realm') ?? 'pam'}`;
      if (!mayLogIn(datacenter, userid, text(params, 'password'))) throw new ApiError(401, 'authentication failure');
      const { ticket, csrfToken } = datacenter.tickets.issue(userid);
      return {
        username: userid,
        ticket,
        CSRFPreventionToken: csrfToken,
        clustername: 'lab',
        cap: capabilities(datacenter, userid),
      };
    },
  },
  {
    method: 'GET',
    path: '/access/permissions',
    permission: 'anyUser',
    parameters: { path: optionalString, userid: optionalString },
    handler: ({ datacenter, identity, params }) => {
      const other = optionalText(params, 'userid');
      if (other !== undefined && other !== authUser(identity)) {
        datacenter.access.require(identity, '/access', ['Sys.Audit']);
      }
      const path = optionalText(params, 'path');
      const who = other === undefined ? identity : identityOf(other);
      const { poolsOf } = datacenter.pools;
      return effectivePermissions(datacenter.access.config, who, path === undefined ? { poolsOf } : { path, poolsOf });
    },
  },
  {
    method: 'GET',
    path: '/access/users',
    permission: 'anyUser',
    parameters: { enabled: optionalBoolean, full: optionalBoolean },
    handler: ({ datacenter, identity }) => {
      const all = datacenter.access.has(identity, '/access', ['Sys.Audit']);
      return Object.entries(datacenter.access.config.users)
        .filter(([userid]) => all || userid === identity.userid)
        .map(([userid, user]) => ({ userid, enable: user.enabled ? 1 : 0, expire: 0, comment: user.comment }));
    },
  },
  {
    method: 'POST',
    path: tokenPath,
    permission: 'anyUser',
    parameters: {
      ...tokenParameters,
      comment: optionalString,
      expire: { type: 'integer', optional: true, minimum: 0 },
      privsep: optionalBoolean,
    },
    handler: ({ datacenter, identity, params }) => {
      const { userid, tokenId } = tokenOf(datacenter, identity, params);
      const { config } = datacenter.access;
      if (!config.users[userid]) throw die(`no such user ('${userid}')`);
      if (config.tokens[tokenId]) throw badParameters({ tokenid: 'Token already exists.' });
      const privsep = flag(params, 'privsep', true);
      const expire = optionalInteger(params, 'expire') ?? 0;
      const value = randomUUID();
      config.tokens[tokenId] = { secret: value, privsep, expire };
      datacenter.access.save();
      return { 'full-tokenid': tokenId, value, info: { privsep: privsep ? '1' : '0', expire } };
    },
  },
  {
    method: 'DELETE',
    path: tokenPath,
    permission: 'anyUser',
    parameters: tokenParameters,
    handler: ({ datacenter, identity, params }) => {
      const { tokenId } = tokenOf(datacenter, identity, params);
      const { config } = datacenter.access;
      if (!config.tokens[tokenId]) throw die(`no such token '${params['tokenid']}' for user '${params['userid']}'`);
      delete config.tokens[tokenId];
      config.acl = config.acl.filter((entry) => entry.subject !== tokenId);
      datacenter.access.save();
      return null;
    },
  },
  {
    method: 'GET',
    path: '/access/acl',
    permission: 'anyUser',
    parameters: {},
    handler: ({ datacenter, identity }) => {
      const { access } = datacenter;
      return access.config.acl
        .filter((entry) => access.has(identity, entry.path, ['Sys.Audit', 'Permissions.Modify'], { any: true }))
        .map((entry) => ({
          path: entry.path,
          roleid: entry.role,
          ugid: entry.subject,
          type: entry.subject.includes('!') ? 'token' : 'user',
          propagate: entry.propagate ? 1 : 0,
        }));
    },
  },
  {
    method: 'PUT',
    path: '/access/acl',
    permission: 'anyUser',
    parameters: {
      path: { type: 'string', pattern: /^\/.*$|^\/$/ },
      roles: { type: 'string' },
      users: optionalString,
      tokens: optionalString,
      propagate: optionalBoolean,
      delete: optionalBoolean,
    },
    handler: ({ datacenter, identity, params }) => {
      const path = text(params, 'path');
      const { access } = datacenter;
      access.require(identity, path, ['Permissions.Modify']);
      const subjects = [...list(params, 'users'), ...list(params, 'tokens')];
      if (subjects.length === 0) throw badParameters({ users: 'nobody named' });
      for (const role of list(params, 'roles')) {
        if (!roles[role]) throw badParameters({ roles: `no such role '${role}'` });
        for (const subject of subjects) {
          if (!access.config.users[subject] && !access.config.tokens[subject]) throw die(`no such user ('${subject}')`);
          const same = (entry: { path: string; subject: string; role: string }): boolean =>
            entry.path === path && entry.subject === subject && entry.role === role;
          access.config.acl = access.config.acl.filter((entry) => !same(entry));
          if (!flag(params, 'delete')) {
            access.config.acl.push({ path, subject, role, propagate: flag(params, 'propagate', true) });
          }
        }
      }
      access.save();
      return null;
    },
  },
];

/** By password, or by a ticket that is still valid (renewal). */
function mayLogIn(datacenter: Datacenter, userid: string, password: string): boolean {
  const user = datacenter.access.config.users[userid];
  if (!user?.enabled) return false;
  if (password.startsWith('PVE:')) return datacenter.tickets.verifyTicket(password) === userid;
  return sameText(password, user.password);
}

function identityOf(user: string): Identity {
  const [userid = ''] = user.split('!');
  return user.includes('!') ? { userid, tokenId: user } : { userid };
}

function tokenOf(datacenter: Datacenter, identity: Identity, params: Record<string, unknown>) {
  const userid = String(params['userid']);
  if (userid !== identity.userid) datacenter.access.require(identity, '/access', ['User.Modify']);
  return { userid, tokenId: `${userid}!${params['tokenid']}` };
}

function capabilities(datacenter: Datacenter, userid: string): Record<string, Record<string, 1>> {
  const areas = {
    vms: '/vms',
    storage: '/storage',
    nodes: '/nodes',
    access: '/access',
    dc: '/',
    sdn: '/sdn',
    mapping: '/mapping',
  };
  const { access, pools } = datacenter;
  return Object.fromEntries(
    Object.entries(areas).map(([area, path]) => {
      const granted = privilegesOn(access.config, { userid }, path, pools.poolsOf);
      return [area, Object.fromEntries([...granted.keys()].map((privilege) => [privilege, 1 as const]))];
    }),
  );
}
