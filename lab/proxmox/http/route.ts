import type { IncomingMessage } from 'node:http';
import type { Access } from '../access/access.ts';
import type { Identity } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import type { ParamSchemas, Params } from '../schema/types.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Who may make a call: nobody needs a login for `world`; `anyUser` leaves finer checks to the handler.
 * `{name}` in a path is filled from the parameters.
 */
export type Permission =
  | 'world'
  | 'anyUser'
  | { path: string; privileges: readonly string[]; any?: boolean }
  | { anyOf: readonly Permission[] }
  | { allOf: readonly Permission[] };

export interface Call {
  params: Params;
  identity: Identity;
  datacenter: Datacenter;
  request: IncomingMessage;
  /** Members beside `data` in the reply, e.g. `total`. */
  extra: Record<string, unknown>;
}

export interface Route {
  method: Method;
  /** `/nodes/{node}/…`; `{volume}` matches slashes too. */
  path: string;
  permission: Permission;
  parameters: ParamSchemas;
  /** API tokens may not make this call. */
  ticketOnly?: boolean;
  /** The handler reads the request's body itself. */
  readsBody?: boolean;
  handler(call: Call): unknown;
}

/** @throws ApiError 403 */
export function assertPermitted(
  access: Access,
  identity: Identity,
  permission: Permission,
  params: Record<string, unknown>,
): void {
  if (permission === 'world' || permission === 'anyUser') return;
  if ('allOf' in permission) {
    for (const part of permission.allOf) assertPermitted(access, identity, part, params);
    return;
  }
  if ('anyOf' in permission) {
    let refusal: unknown;
    for (const part of permission.anyOf) {
      try {
        assertPermitted(access, identity, part, params);
        return;
      } catch (error) {
        refusal ??= error;
      }
    }
    throw refusal;
  }
  const path = permission.path.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
  access.require(identity, path, permission.privileges, permission.any ? { any: true } : {});
}
