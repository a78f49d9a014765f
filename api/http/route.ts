import type { IncomingHttpHeaders } from 'node:http';
import type { Request, RequestHandler, Response, Router } from 'express';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { changesSomething, type RouteDefinition } from '../../contract/route.ts';
import type { Database } from '../../prisma/database.ts';
import type { KeptAnswer } from '../../prisma/queries/idempotency.ts';
import { type AuditedRequest, auditRequest } from '../audit/auditRequest.ts';
import { identifyActor } from '../audit/requestTrail.ts';
import type { RequestBudgets } from '../budgets/requestBudgets.ts';
import { nameRoute } from '../metrics/requestMetrics.ts';
import type { Identifier } from '../session/identify.ts';
import { type Actor, demandPermission, requireActor } from './actor.ts';
import { bodyOf } from './answer.ts';
import { ApiError } from './apiError.ts';
import { demandObjects } from './demandObjects.ts';
import { expressPath, methods } from './expressRoute.ts';
import { answerOnce } from './idempotency.ts';
import { sendLines } from './sendLines.ts';
import { fieldsOf, sparse } from './sparseFields.ts';
import { unstorableTexts } from './unstorableTexts.ts';
import { type Versions, versionsOf } from './versions.ts';
import { visibleProjects } from './visibleProjects.ts';

type Output<T> = T extends z.ZodType ? z.output<T> : undefined;

/** A request that was let through: authorised, and of the shape that the route defines. */
export interface RouteRequest<R extends RouteDefinition> {
  params: Output<R['params']>;
  query: Output<R['query']>;
  body: Output<R['body']>;
  actor: R['permission'] extends 'public' ? null : Actor;
  /** Ids of the projects in which the route's permission is held; null: in all. What a list reads is narrowed to them. */
  projects: string[] | null;
  idempotencyKey: string | null;
  versions: Versions;
  correlationId: string;
  clientAddress: string;
  headers: IncomingHttpHeaders;
  log: Logger;
  /** Answers with another status than the route's. */
  answerWith(status: number): void;
  /** @param header the value of Set-Cookie */
  setCookie(header: string): void;
}

export type Handler<R extends RouteDefinition> = (
  request: RouteRequest<R>,
) => Promise<
  R['response'] extends z.ZodType
    ? R extends { lines: true }
      ? AsyncIterable<z.input<R['response']>>
      : z.input<R['response']>
    : void
>;

export interface RouteOptions {
  database: Database;
  identifier: Identifier;
  budgets: RequestBudgets;
  /** An answer that does not fit its schema is a failure, not a line in the log. */
  strictResponses: boolean;
  /** Tells texts apart without keeping them: bodies may hold passwords. */
  fingerprint(text: string): string;
}

/** Adds a route to the router: authorises, checks the request, answers with what the handler returns. */
export function addRoute<R extends RouteDefinition>(
  router: Router,
  [route, handler]: [R, Handler<R>],
  options: RouteOptions,
): void {
  const answerTo = async (request: Request, response: Response, audited: AuditedRequest) => {
    nameRoute(response, route.path);
    const actor = await authorise(route, request, options.identifier).catch(async (refusal: unknown) => {
      await options.budgets.take(route, null, { request, response });
      throw refusal;
    });
    await options.budgets.take(route, actor, { request, response });
    const { params, query, body } = checkRequest(route, request);
    await demandObjects(options.database.prisma, route, { actor, parts: { params, query, body } });
    const visible = visibleProjects(route, actor, query);
    const fields = fieldsOf(route, request.query['fields']);
    const idempotencyKey = idempotencyKeyOf(request);
    const versions = versionsOf(route, request, response);
    const handled = async () => {
      let status: number = route.status;
      const checked = {
        ...{ params, query, body, actor, idempotencyKey, versions },
        get projects() {
          return visible.read();
        },
        correlationId: String(request.id),
        clientAddress: request.ip ?? '',
        headers: request.headers,
        log: request.log,
        answerWith(other: number) {
          status = other;
        },
        setCookie: (header: string) => void response.append('set-cookie', header),
      };
      // The members were parsed by the schemas that RouteRequest<R> is inferred from.
      const answer = await handler(checked as unknown as RouteRequest<R>);
      await audited.done();
      if (options.strictResponses) versions.assertUsed();
      if (options.strictResponses) visible.assertRead();
      return { answer, status };
    };
    if (route.lines && route.response !== null) {
      const { answer } = await handled();
      // What the handlers of such routes return.
      return sendLines(response, { lines: answer as unknown as AsyncIterable<unknown>, schema: route.response });
    }
    const work = async () => {
      const { answer, status } = await handled();
      const shown = bodyOf(route, answer, { log: request.log, strict: options.strictResponses });
      return { status, body: sparse(shown, fields), etag: response.get('etag') ?? null };
    };
    const once = route.idempotent && idempotencyKey !== null && actor !== null;
    if (!once) return send(response, await work());
    const fingerprint = options.fingerprint(`${route.method} ${request.originalUrl}\n${JSON.stringify(body ?? null)}`);
    const keyed = { actorId: actor.id, key: idempotencyKey, fingerprint, status: route.status };
    const answer = await answerOnce({ database: options.database, log: request.log }, keyed, work);
    if (answer.replayed) response.set('idempotent-replayed', 'true');
    send(response, answer);
  };
  const listener: RequestHandler = (request, response) =>
    auditRequest({ route, request, database: options.database }, (audited) => answerTo(request, response, audited));
  router[methods[route.method]](expressPath(route.path), listener);
}

/** Answers 405 to the methods that none of the routes of a path takes. Add it after the routes. */
export function refuseOtherMethods(router: Router, all: RouteDefinition[]): void {
  for (const path of new Set(all.map((route) => route.path))) {
    const taken = all.filter((route) => route.path === path).map((route) => route.method);
    const allow = [...taken, ...(taken.includes('GET') ? ['HEAD'] : [])].join(', ');
    router.all(expressPath(path), (request, response) => {
      response.set('allow', allow);
      throw new ApiError('request.method', `${request.baseUrl}${request.path} takes ${allow}, not ${request.method}.`);
    });
  }
}

async function authorise(route: RouteDefinition, request: Request, identifier: Identifier): Promise<Actor | null> {
  if (route.permission === 'public') return null;
  // What changes nothing needs no proof that it comes from the console: other sites cannot read the answer.
  const actor = await requireActor(identifier, { changes: changesSomething(route), headers: request.headers });
  identifyActor(actor, actor.credential.kind);
  demandPermission(actor, route.permission);
  return actor;
}

function checkRequest(route: RouteDefinition, request: Request) {
  const issues: { path: string; message: string }[] = [];
  const check = (part: 'params' | 'query' | 'body', schema: z.ZodType | undefined): unknown => {
    if (schema === undefined) return undefined;
    const parsed = schema.safeParse(request[part]);
    if (parsed.success) {
      issues.push(...unstorableTexts(parsed.data, part));
      return parsed.data;
    }
    issues.push(...parsed.error.issues.map(({ path, message }) => ({ path: [part, ...path].join('.'), message })));
    return undefined;
  };
  const params = check('params', route.params);
  const query = check('query', route.query);
  const body = check('body', route.body);
  const [first] = issues;
  if (first === undefined) return { params, query, body };
  throw new ApiError('request.invalid', `${first.path}: ${first.message}.`, { issues });
}

function idempotencyKeyOf(request: Request): string | null {
  const key = request.get('idempotency-key');
  if (key === undefined || /^[\x21-\x7e]{1,200}$/.test(key)) return key ?? null;
  const issues = [{ path: 'header.idempotency-key', message: 'must be 1 to 200 visible ASCII characters' }];
  throw new ApiError('request.invalid', 'The Idempotency-Key cannot be used.', { issues });
}

function send(response: Response, { status, body, etag }: KeptAnswer): void {
  response.status(status);
  if (etag !== null) response.set('etag', etag);
  if (body === null) response.end();
  else response.json(body);
}
