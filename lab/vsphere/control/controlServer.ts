import http from 'node:http';
import type { LabInfo } from '../../../contract/lab.ts';
import { answerFaultRequest, type ControlAnswer } from '../../faults/faultRoutes.ts';
import type { World } from '../world.ts';
import { answerMachineRequest } from './machineRoutes.ts';
import { findMachineByIdOrName } from './machineView.ts';

/** Plain HTTP on loopback: faults, access log, and what the operator's hand may do. Everything is JSON. */
export function createControlServer(world: World, info: () => LabInfo): http.Server {
  return http.createServer((request, response) => {
    answer(world, info, request)
      .catch((error: unknown): ControlAnswer => {
        const message = error instanceof Error ? error.message : String(error);
        return { status: error instanceof SyntaxError ? 400 : 500, body: { error: message } };
      })
      .then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
        response.end(`${JSON.stringify(body)}\n`);
      });
  });
}

async function answer(world: World, info: () => LabInfo, request: http.IncomingMessage): Promise<ControlAnswer> {
  const url = new URL(request.url ?? '/', 'http://lab');
  const method = request.method ?? 'GET';
  const body = await readJson(request);
  const fault = answerFaultRequest(world.faults, { method, path: url.pathname, body });
  if (fault !== undefined) return fault;
  if (method === 'GET' && url.pathname === '/info') return { status: 200, body: info() };
  if (method === 'GET' && url.pathname === '/access-log') return { status: 200, body: accesses(world, url) };
  if (method === 'GET' && url.pathname === '/access-log/summary') {
    const entries = accesses(world, url);
    return {
      status: 200,
      body: { bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0), reads: entries.length },
    };
  }
  if (method === 'GET' && url.pathname === '/sessions') {
    return {
      status: 200,
      body: world.sessions
        .all()
        .map(({ user, loginTime, callCount }) => ({ user: user.username, loginTime, callCount })),
    };
  }
  const machines = await answerMachineRequest(world, { method, path: url.pathname, body });
  return machines ?? { status: 404, body: { error: `Nothing is served at ${method} ${url.pathname}.` } };
}

function accesses(world: World, url: URL) {
  const vm = url.searchParams.get('vm') ?? undefined;
  return world.accessLog.select({
    vm: vm === undefined ? undefined : (findMachineByIdOrName(world, vm)?.id ?? vm),
    since: url.searchParams.get('since') ?? undefined,
    power: url.searchParams.get('power') ?? undefined,
  });
}

async function readJson(request: http.IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8').trim();
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
