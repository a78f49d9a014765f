import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permission.ts';

/** Where the API lives on its server. */
export const apiBase = '/api/v1';

/** Of answers in JSON lines. */
export const linesType = 'application/jsonl';

/** Largest body of a request whose route says nothing of it. */
export const usualBodyMiB = 1;

/** What belongs to a project. */
export type ObjectKind = 'project' | 'connection' | 'preset' | 'plan' | 'schedule' | 'migration' | 'approval';

export interface RouteObject {
  kind: ObjectKind;
  /** Where its id stands, e.g. `params.id` or `body.source.connectionId`. An id that is not given is not looked for. */
  at: `${'params' | 'query' | 'body'}.${string}`;
}

/** Whether an operation changes something: all but GET do, unless they say otherwise. */
export function changesSomething({ method, safe }: RouteDefinition): boolean {
  return method !== 'GET' && safe !== true;
}

/** One operation of the API: what the server checks, what the document says and what the client sends are all this. */
export interface RouteDefinition {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, with parameters in braces. */
  path: string;
  tag:
    | 'session'
    | 'access'
    | 'projects'
    | 'approvals'
    | 'connections'
    | 'inventory'
    | 'plans'
    | 'migrations'
    | 'artifacts'
    | 'audit'
    | 'system';
  /** `public`: without a login. */
  permission: Permission | 'public';
  /**
   * Objects that the request names: the permission is demanded in the project of each, before anything else is done.
   * Those of a project that the login does not see are not found.
   */
  objects?: readonly RouteObject[];
  /** Answers with what the login may see: the handler has to narrow what it reads to `projects`. */
  list?: true;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Largest body that is read. Absent: `usualBodyMiB`. */
  bodyMiB?: number;
  /** Changes nothing, though it is no GET: its question has a body. The audit trail tells of it only where it is refused. */
  safe?: true;
  /** The answer is JSON lines, each of the shape of `response`. */
  lines?: true;
  /** Of the success. */
  status: 200 | 201 | 204;
  /** Null: no body. */
  response: z.ZodType | null;
  /** Codes beyond those that every route may answer with. */
  errors: ErrorCode[];
  /** Repeating the request with the same `Idempotency-Key` answers the same and does nothing twice. */
  idempotent?: boolean;
  /** The answer carries the version of what it shows, as `ETag`. */
  versioned?: boolean;
  /** An edit of a versioned object: with `If-Match` it counts only if nobody has changed the object since. */
  ifMatch?: 'optional' | 'required';
  /** Schema of the rows of a list that clients may ask for some fields of: `?fields=a,b`. */
  sparse?: z.ZodObject;
  /** The answer is a signed document: it is checked, but leaves exactly as it is stored, without defaults of today's schema. */
  verbatim?: boolean;
}

export function defineRoute<const T extends RouteDefinition>(route: T): T {
  return route;
}
