import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabFault } from '../../../contract/lab.ts';
import { faultNumber, type Occasion } from '../../faults/faultSwitch.ts';
import { authUser, type Identity } from '../access/accessConfig.ts';
import { authenticate } from '../access/authenticate.ts';
import type { RequestLog } from '../control/requestLog.ts';
import type { Datacenter } from '../datacenter.ts';
import { validateParams } from '../schema/validateParams.ts';
import { ApiError, notImplemented } from './apiError.ts';
import { type Formatter, sendData, sendError } from './reply.ts';
import { bodyParams, queryParams, type RawParams } from './requestBody.ts';
import { assertPermitted, type Route } from './route.ts';
import type { Router } from './router.ts';

export interface ApiServerOptions {
  datacenter: Datacenter;
  router: Router;
  requests: RequestLog;
  /** How long a 401 is held back; 3 s on the real system. */
  refusalDelayMs: number;
  /** After which a call's reply is 596 although its work goes on; 30 s on the real system. */
  proxyPatienceMs: number;
}

const nobody: Identity = { userid: 'nobody' };

/** Handles one request from login to reply, in pveproxy's order of checks. */
export function createApiHandler(options: ApiServerOptions) {
  const { datacenter, requests } = options;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'https://lab');
    const path = safeDecode(url.pathname);
    const [, formatName, rest] = /^\/api2\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const format: Formatter = formatName === 'extjs' ? 'extjs' : 'json';
    const log = { at: new Date().toISOString(), method: request.method ?? '', path, status: 200, user: '' };
    try {
      if (formatName === undefined) throw new ApiError(501, 'no such uri', { emptyBody: true });
      if (formatName !== 'json' && formatName !== 'extjs') {
        throw new ApiError(501, `no formatter for uri ${path}, ${formatName}`, { emptyBody: true });
      }
      const answer = await answerCall(
        { ...options, request, path: rest ?? '/', query: queryParams(url.searchParams) },
        log,
      );
      if (answer === 'cut') {
        log.status = 0;
        response.destroy();
      } else sendData(response, answer, format);
    } catch (error) {
      log.status = error instanceof ApiError ? error.status : 500;
      if (!(error instanceof ApiError)) datacenter.log(`${log.method} ${path}: ${String(error)}`);
      if (log.status === 401 && options.refusalDelayMs > 0) await delay(options.refusalDelayMs);
      if (log.status === 503) sendUnavailable(response);
      else sendError(response, error, format);
      // What is left of a refused body must not be taken for the next request.
      request.resume();
    } finally {
      const { user, ...entry } = log;
      requests.add(user === '' ? entry : { ...entry, user });
    }
  };
}

export interface Incoming extends ApiServerOptions {
  request: IncomingMessage;
  path: string;
  query: RawParams;
}

interface Answer {
  data: unknown;
  extra: Record<string, unknown>;
  truncated: boolean;
}

/** @throws ApiError as the call fails */
export async function answerCall(incoming: Incoming, log: { user: string }): Promise<Answer | 'cut'> {
  const { datacenter, request, path, query, router } = incoming;
  const method = request.method ?? 'GET';
  const match = router(method, path);
  const route = match?.route;
  const body = route?.readsBody ? {} : await bodyParams(request);
  const vmid = String(match?.pathParams['vmid'] ?? body['vmid'] ?? '');
  const occasion = { method, path: route?.path ?? path, uri: path, vmid };
  const { faults } = datacenter;
  if (faults.strike('http-503', occasion)) throw new ApiError(503, 'Service Unavailable');
  if (faults.strike('http-595', occasion)) throw new ApiError(595, 'No route to host', { emptyBody: true });

  const identity = route?.permission === 'world' ? nobody : identify(incoming, route);
  log.user = identity === nobody ? '' : authUser(identity);
  if (!route) throw notImplemented(method, path);
  if (route.ticketOnly && identity.tokenId !== undefined) {
    const text = `Permission check failed (URI '${path}' not available with API token, need proper ticket.`;
    throw new ApiError(403, text);
  }
  const raw: RawParams = { ...body, ...query, ...match.pathParams };
  assertPermitted(datacenter.access, identity, route.permission, raw);
  if (match.pathParams['node'] !== undefined) datacenter.nodes.assertReachable(match.pathParams['node']);
  const params = route.readsBody ? match.pathParams : validateParams(raw, route.parameters);

  if (method !== 'GET' && !isLogin(occasion) && faults.strike('no-quorum', occasion)) {
    throw new ApiError(500, 'cluster not ready - no quorum?');
  }

  const extra: Record<string, unknown> = {};
  const work = async (): Promise<unknown> => route.handler({ params, identity, datacenter, request, extra });
  const late = route.readsBody ? undefined : struckAfterCommit(incoming, 'outcome-late', occasion);
  if (late !== undefined) {
    setTimeout(() => void work().catch(() => undefined), faultNumber(late, 'milliseconds', 1000)).unref();
    throw timedOut();
  }
  const data = await withinPatience(work(), route.readsBody ? Number.POSITIVE_INFINITY : incoming.proxyPatienceMs);
  if (struckAfterCommit(incoming, 'outcome-596', occasion) !== undefined) throw timedOut();
  if (struckAfterCommit(incoming, 'connection-cut', occasion) !== undefined) return 'cut';
  return { data, extra, truncated: struckAfterCommit(incoming, 'reply-truncated', occasion) !== undefined };
}

function identify(incoming: Incoming, route: Route | undefined): Identity {
  const { access, tickets, faults } = incoming.datacenter;
  return authenticate({ config: access.config, tickets, faults }, incoming.request, !route?.readsBody);
}

/** Logins and calls that only read do not count unless the fault names them. */
function struckAfterCommit(incoming: Incoming, name: string, occasion: Occasion): LabFault | undefined {
  const { faults } = incoming.datacenter;
  const matches = faults
    .list()
    .filter((fault) => fault.name === name)
    .map(({ match }) => match);
  if (occasion['method'] === 'GET' && !matches.some((match) => match?.['method'] === 'GET')) return undefined;
  if (isLogin(occasion) && !matches.some((match) => (match?.['path'] ?? match?.['uri']) !== undefined))
    return undefined;
  return faults.strike(name, occasion);
}

function isLogin(occasion: Occasion): boolean {
  return occasion['path'] === '/access/ticket';
}

const timedOut = (): ApiError => new ApiError(596, 'Connection timed out', { emptyBody: true });

/** The proxy gives up on a slow call, the call itself goes on. */
async function withinPatience(work: Promise<unknown>, patienceMs: number): Promise<unknown> {
  if (patienceMs === Number.POSITIVE_INFINITY) return work;
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(timedOut()), patienceMs);
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

function sendUnavailable(response: ServerResponse): void {
  const body =
    '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n';
  response.writeHead(503, 'Service Unavailable', {
    'Content-Type': 'text/html',
    'Retry-After': '1',
    Connection: 'close',
  });
  response.end(body);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
