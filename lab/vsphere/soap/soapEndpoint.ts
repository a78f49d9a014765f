import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { faultNumber } from '../../faults/faultSwitch.ts';
import { badGateway, refuse, unavailable } from '../folder/folderEndpoint.ts';
import { hasPrivilege } from '../session/privileges.ts';
import { cookieHeader, type Session, sessionCookie } from '../session/sessionStore.ts';
import { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import type { Ref } from '../vim/values.ts';
import { asFault, methodNotFound, noPermission, notAuthenticated, VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import type { Call } from './call.ts';
import { answerEnvelope, faultEnvelope, type OperationRequest, openEnvelope, readOperation } from './envelope.ts';
import { handlers } from './operations.ts';

const largestRequest = 8 * 1024 * 1024;

interface Answer {
  status: number;
  body: string;
}

/** `POST /sdk`: one SOAP request. */
export async function answerSoap(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return refuse(response, 413, 'The request is too large.');
  const operation = operationName(body);
  const occasion = { transport: 'sdk', operation };
  if (struckByProxy(world, occasion, response)) return;
  if (world.faults.strike('connection-reset', occasion) !== undefined) {
    request.socket.destroy();
    return;
  }
  const hangUp = new AbortController();
  response.once('close', () => hangUp.abort());
  const answer = await execute(world, { request, response, body, signal: hangUp.signal });
  if (world.faults.strike('answer-lost', occasion) !== undefined) {
    request.socket.destroy();
    return;
  }
  if (world.faults.strike('answer-empty', occasion) !== undefined) {
    answer.status = 200;
    answer.body = '';
  }
  const stalls = world.faults.strike('answer-stalls', occasion);
  if (stalls !== undefined) {
    await delay(faultNumber(stalls, 'milliseconds', 60_000), undefined, { signal: hangUp.signal }).catch(
      () => undefined,
    );
  }
  if (world.faults.strike('answer-truncated', occasion) !== undefined) {
    answer.body = answer.body.slice(0, Math.floor(answer.body.length / 2));
  }
  response.writeHead(answer.status, {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': Buffer.byteLength(answer.body),
    'Cache-Control': 'no-cache',
  });
  response.end(answer.body);
}

/** Answers in place of the server, if a proxy is to be in the way. */
function struckByProxy(world: World, occasion: { operation: string }, response: ServerResponse): boolean {
  if (world.faults.strike('http-503', occasion) !== undefined) unavailable(response);
  else if (world.faults.strike('http-502', occasion) !== undefined) badGateway(response);
  else if (world.faults.strike('http-302', occasion) !== undefined) response.writeHead(302, { Location: '/ui/' }).end();
  else return false;
  return true;
}

async function execute(
  world: World,
  options: { request: IncomingMessage; response: ServerResponse; body: string; signal: AbortSignal },
): Promise<Answer> {
  const { request, response } = options;
  try {
    const parsed = readOperation(openEnvelope(options.body));
    const session = admit(world, request, parsed);
    changeCookie(world, { session, operation: parsed.operation.name, response });
    const handler = handlers[parsed.operation.name];
    const target = world.find(parsed.target);
    if (handler === undefined) throw methodNotFound(parsed.target, parsed.operation.name);
    const call: Call = {
      world,
      session,
      target,
      args: parsed.args,
      operation: parsed.operation,
      client: {
        userAgent: request.headers['user-agent'] ?? '',
        address: request.socket.remoteAddress ?? '',
        host: request.headers.host ?? '',
        setCookie: (header) => response.setHeader('Set-Cookie', header),
        signal: options.signal,
      },
    };
    return { status: 200, body: answerEnvelope(parsed.operation, await handler(call)) };
  } catch (error) {
    if (!(error instanceof VimFault)) console.error(error);
    return { status: 500, body: faultEnvelope(asFault(error)) };
  }
}

/**
 * Lets a request pass or not.
 * @returns its session; undefined where none is needed
 * @throws NotAuthenticated, NoPermission
 */
function admit(world: World, request: IncomingMessage, parsed: OperationRequest): Session | undefined {
  const { operation, target } = parsed;
  let session = world.sessions.find(sessionCookie(request.headers.cookie));
  const occasion = { transport: 'sdk', operation: operation.name, user: session?.user.username, vm: target.id };
  if (
    session !== undefined &&
    operation.name !== 'Login' &&
    world.faults.strike('session-expiry', occasion) !== undefined
  ) {
    world.sessions.end(session);
    session = undefined;
  }
  if (session !== undefined) session.callCount += 1;
  if (operation.privilege === 'System.Anonymous') return session;
  const anonymousFetch = operation.name === 'Fetch' && target.ref === 'ServiceInstance';
  if (anonymousFetch) return session;
  if (session === undefined) throw notAuthenticated(target, operation.privilege);
  if (operation.privilege !== undefined && !hasPrivilege(session.user, operation.privilege)) {
    throw noPermission(target, operation.privilege);
  }
  refuseByFault(world, parsed);
  return session;
}

/** The session goes on under another cookie. */
function changeCookie(
  world: World,
  { session, operation, response }: { session: Session | undefined; operation: string; response: ServerResponse },
): void {
  if (session === undefined) return;
  if (world.faults.strike('cookie-changes', { operation, user: session.user.username }) === undefined) return;
  world.sessions.changeCookie(session);
  response.setHeader('Set-Cookie', cookieHeader(session));
}

/** What keeps an operation from being carried out although the caller is known. */
function refuseByFault(world: World, { operation, target }: OperationRequest): void {
  const occasion = { operation: operation.name, vm: machineId(world, target) };
  if (world.faults.strike('method-disabled', occasion) !== undefined) {
    throw new VimFault('MethodDisabled', 'The method is disabled by com.example.backup.', {
      source: 'com.example.backup',
    });
  }
  if (world.faults.strike('host-disconnected', occasion) !== undefined) {
    throw new VimFault('HostNotConnected', 'Unable to communicate with the remote host, since it is disconnected.');
  }
  if (world.faults.strike('host-maintenance', occasion) !== undefined) {
    const host = world.machines.get(occasion.vm)?.placement.host.ref;
    const said = 'The operation is not allowed in the current state of the host: it is in maintenance mode.';
    throw new VimFault('InvalidHostState', said, { host });
  }
  if (world.faults.strike('privilege-withdrawn', occasion) !== undefined) {
    throw noPermission(target, operation.privilege ?? 'System.Read');
  }
}

/** The VM that a request is about, also when it names a snapshot of it. */
function machineId(world: World, target: Ref): string {
  const object = world.objects.get(target.id);
  return object instanceof MachineSnapshot ? object.machine.id : target.id;
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > largestRequest) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** For faults that strike before the request is understood. */
function operationName(body: string): string {
  return /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(body)?.[1] ?? '';
}
