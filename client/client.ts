import type { z } from 'zod';
import { apiBase, type RouteDefinition } from '../contract/route.ts';
import { type RouteName, type Routes, routes } from '../contract/routes.ts';
import { ApiUnreachable } from './apiProblem.ts';
import { newIdempotencyKey } from './idempotencyKey.ts';
import { problemOf } from './problemOf.ts';
import { readLines } from './readLines.ts';
import { newTraceparent } from './traceparent.ts';

export interface ClientOptions {
  /** Of the server, without a path; '' in a page that the server itself gave. */
  baseUrl: string;
  /** Absent: only what needs no login. A function is asked for each request. */
  token?: string | (() => string | null);
  /** In browsers, where the session is a cookie. */
  csrfToken?: () => string | null;
  /** Told of each answer, before it is read. */
  onAnswer?: (headers: Headers) => void;
}

interface CallOptions {
  /** Absent: a new one for each call of a route that takes one. */
  idempotencyKey?: string;
  /** Version that an edit is based on: the object's `revision`, or an `ETag`. */
  ifMatch?: number | string;
  signal?: AbortSignal;
}

type ParamsOf<R> = R extends { params: infer P extends z.ZodType } ? { params: z.input<P> } : unknown;
type QueryOf<R> = R extends { query: infer Q extends z.ZodType } ? { query?: z.input<Q> } : unknown;
type BodyOf<R> = R extends { body: infer B extends z.ZodType }
  ? undefined extends z.input<B>
    ? { body?: z.input<B> }
    : { body: z.input<B> }
  : unknown;

/** What a call of a route takes. */
export type CallInput<R extends RouteDefinition> = ParamsOf<R> & QueryOf<R> & BodyOf<R> & CallOptions;

/** What it answers. */
export type CallAnswer<R extends RouteDefinition> = R['response'] extends z.ZodType
  ? R extends { lines: true }
    ? AsyncIterable<z.output<R['response']>>
    : z.output<R['response']>
  : undefined;

type Call<R extends RouteDefinition> = (R extends { sparse: infer S extends z.ZodObject }
  ? SparseCall<R, S>
  : unknown) &
  WholeCall<R>;

/** With `fields`, rows have these alone. */
type SparseCall<R extends RouteDefinition, S extends z.ZodObject> = <F extends keyof z.output<S> & string>(
  input: CallInput<R> & { fields: readonly F[] },
) => Promise<Omit<CallAnswer<R>, 'items'> & { items: Pick<z.output<S>, F>[] }>;

type WholeCall<R extends RouteDefinition> =
  CallOptions extends CallInput<R>
    ? (input?: CallInput<R>) => Promise<CallAnswer<R>>
    : (input: CallInput<R>) => Promise<CallAnswer<R>>;

/** A function for every route of the contract, under the route's name. They throw ApiProblem and ApiUnreachable. */
export type Client = { [K in RouteName]: Call<Routes[K]> };

/** Talks to the API with fetch: in browsers and in Node alike. */
export function createClient(options: ClientOptions): Client {
  const calls = Object.entries(routes).map(([name, route]) => [
    name,
    (input: LooseInput = {}) => send(options, route, input),
  ]);
  // One function a route, whose input and answer the types read out of the same route.
  return Object.fromEntries(calls) as unknown as Client;
}

interface LooseInput extends CallOptions {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  fields?: readonly string[];
  body?: unknown;
}

async function send(options: ClientOptions, route: RouteDefinition, input: LooseInput): Promise<unknown> {
  const search = searchOf({ ...input.query, fields: input.fields?.join(',') });
  const url = `${options.baseUrl}${apiBase}${pathOf(route, input.params ?? {})}${search}`;
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  const request = { method: route.method, headers: headersOf(options, route, input), body, signal: input.signal };
  const response = await reach(options.baseUrl, () =>
    // A connection that broke says nothing of what the server did; with a key it can be asked again.
    route.idempotent ? fetch(url, request).catch(() => fetch(url, request)) : fetch(url, request),
  );
  options.onAnswer?.(response.headers);
  // Not ready is an answer, not an error.
  const answered = response.ok || (route.path === routes.readiness.path && response.status === 503);
  if (!answered) throw await problemOf(response);
  if (route.lines && response.body !== null) return readLines(response.body);
  return route.response === null ? undefined : reach(options.baseUrl, () => response.json());
}

function headersOf(options: ClientOptions, route: RouteDefinition, input: LooseInput): Record<string, string> {
  const headers: Record<string, string> = { traceparent: newTraceparent() };
  const token = typeof options.token === 'function' ? options.token() : options.token;
  if (token) headers['authorization'] = `Bearer ${token}`;
  const csrfToken = route.method === 'GET' ? null : options.csrfToken?.();
  if (csrfToken) headers['x-csrf-token'] = csrfToken;
  const key = input.idempotencyKey ?? (route.idempotent ? newIdempotencyKey() : undefined);
  if (key !== undefined) headers['idempotency-key'] = key;
  if (input.ifMatch !== undefined) headers['if-match'] = etagOf(input.ifMatch);
  if (input.body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

function etagOf(version: number | string): string {
  return typeof version === 'number' ? `"${version}"` : version;
}

async function reach<T>(baseUrl: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) throw error;
    throw new ApiUnreachable(baseUrl, error);
  }
}

function pathOf(route: RouteDefinition, params: Record<string, unknown>): string {
  return route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
}

function searchOf(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(name, String(one));
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
