import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { type ErrorCode, errors } from '../../contract/errors.ts';
import { clientMessageSchema, serverEventSchema } from '../../contract/events.ts';
import { apiBase, linesType, type RouteDefinition } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import { artifactOperation } from './artifactOperation.ts';
import { etagHeader, parametersOf, retryHeader } from './headers.ts';
import { problemContent, problemExamples } from './problemContent.ts';
import { requestExamples } from './requestExamples.ts';

/** The OpenAPI 3.1 document of the API, made from the same routes that the server checks requests against. */
export function openApiDocument(version: string) {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Drover',
      version,
      description:
        'Moves VMs off vSphere. Live events: websocket at `/api/v1/events`; its messages are ClientMessage and ServerEvent.',
      license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' },
    },
    servers: [{ url: apiBase }],
    security: [{ session: [] }],
    paths: { ...pathsOf(routes), '/artifacts/{key}': { get: artifactOperation } },
    components: {
      examples: problemExamples(),
      schemas: { ClientMessage: clientMessageSchema, ServerEvent: serverEventSchema },
      securitySchemes: {
        session: {
          type: 'http',
          scheme: 'bearer',
          description:
            'Of POST /auth/login or /auth/token, or a personal API token. Browsers use a cookie: /auth/console.',
        },
      },
    },
  });
}

function pathsOf(all: Record<string, RouteDefinition>): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const [operationId, route] of Object.entries(all)) {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'patch' | 'delete';
    paths[route.path] = { ...paths[route.path], [method]: operationOf(operationId, route) };
  }
  return paths;
}

function operationOf(operationId: string, route: RouteDefinition): ZodOpenApiOperationObject {
  const { summary, tag, params, query, body, permission } = route;
  return {
    operationId,
    summary,
    tags: [tag],
    ...(permission === 'public' ? { security: [] } : { description: `Needs the permission \`${permission}\`.` }),
    requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}) },
    ...parametersOf(route),
    ...(body
      ? {
          requestBody: {
            required: !body.safeParse(undefined).success,
            content: { 'application/json': { schema: body, ...exampleOf(operationId) } },
          },
        }
      : {}),
    responses: { ...successOf(route), ...problemsOf(route) },
  };
}

function exampleOf(operationId: string): { example?: unknown } {
  return operationId in requestExamples ? { example: Reflect.get(requestExamples, operationId) } : {};
}

function successOf({ status, response, path, versioned, sparse, lines }: RouteDefinition) {
  const description = response === null ? 'Done' : 'OK';
  const headers = versioned ? { headers: etagHeader } : {};
  const schema = response && orSparse(response, sparse);
  const content = schema ? { content: lines ? { [linesType]: { schema } } : jsonOf(schema) } : {};
  const answer = { description, ...headers, ...content };
  if (path.includes('/commands/') && response) {
    const waiting = {
      description: 'Left for the next worker; the state is the one before.',
      content: jsonOf(response),
    };
    return { [status]: answer, 202: waiting };
  }
  if (path === '/readiness' && response) {
    return { [status]: answer, 503: { description: 'Not ready', content: jsonOf(response) } };
  }
  return { [status]: answer };
}

/** A page as it is, or when some fields are asked for. */
function orSparse(response: z.ZodType, row: z.ZodObject | undefined): z.ZodType {
  if (row === undefined || !(response instanceof z.ZodObject)) return response;
  return z.union([response, response.extend({ items: z.array(row.partial()) })]);
}

function jsonOf(schema: z.ZodType) {
  return { 'application/json': { schema } };
}

/** One response a status, naming every code that it may carry. */
function problemsOf(route: RouteDefinition) {
  const codes: ErrorCode[] = [...route.errors, 'internal'];
  if (route.params || route.query || route.body) codes.push('request.invalid');
  if (route.body) codes.push('request.too-large');
  if (route.idempotent) codes.push('request.invalid', 'idempotency.mismatch', 'idempotency.in-progress');
  if (route.ifMatch) codes.push('request.invalid', 'version.changed');
  if (route.ifMatch === 'required') codes.push('version.required');
  if (route.permission !== 'public') codes.push('auth.required', 'auth.forbidden');
  if (route.permission !== 'public' && route.method !== 'GET') codes.push('auth.csrf');
  if (route.permission !== 'public' || route.method !== 'GET') codes.push('request.throttled');
  const byStatus = Object.groupBy([...new Set(codes)], (code) => String(errors[code].status));
  const responses = Object.entries(byStatus).map(([status, group = []]) => [
    status,
    {
      description: group.map((code) => `\`${code}\`: ${errors[code].title}`).join('. '),
      ...(status === '429' ? { headers: retryHeader } : {}),
      content: problemContent(group),
    },
  ]);
  return Object.fromEntries(responses) as Record<`${4 | 5}${number}`, object>;
}
