import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { LabInfo } from '../../../contract/lab.ts';
import { answerFaultRequest, type ControlAnswer } from '../../faults/faultRoutes.ts';
import type { Datacenter } from '../datacenter.ts';
import type { RequestLog } from './requestLog.ts';
import { watchWriters } from './watchWriters.ts';

export interface ControlParts {
  datacenter: Datacenter;
  requests: RequestLog;
  info: () => LabInfo;
}

/** The lab's own port, plain HTTP on loopback: faults, guests, alarms, the log of requests. */
export function createControlServer(parts: ControlParts): Server {
  return createServer((request, response) => {
    answer(parts, request)
      .catch((error: unknown) => ({ status: 500, body: { error: String(error) } }))
      .then(({ status, body }) => {
        const text = typeof body === 'string';
        response.writeHead(status, { 'Content-Type': text ? 'text/plain; charset=utf-8' : 'application/json' });
        response.end(text ? body : JSON.stringify(body));
      });
  });
}

async function answer(parts: ControlParts, request: IncomingMessage): Promise<ControlAnswer> {
  const { datacenter } = parts;
  const url = new URL(request.url ?? '/', 'http://lab');
  const method = request.method ?? 'GET';
  const path = url.pathname;
  const body = await jsonBody(request);
  if (body === 'malformed') return { status: 400, body: { error: 'The body is not JSON.' } };
  const ofFaults = answerFaultRequest(datacenter.faults, { method, path, body: body.value });
  if (ofFaults) return ofFaults;

  const ok = (value: unknown): ControlAnswer => ({ status: 200, body: value });
  if (method === 'GET' && path === '/info') return ok(parts.info());
  if (method === 'GET' && path === '/alarms') {
    await watchWriters(datacenter);
    return ok(datacenter.alarms.list());
  }
  if (method === 'GET' && path === '/requests')
    return ok(parts.requests.list(url.searchParams.get('since') ?? undefined));
  if (method === 'GET' && path === '/vms') {
    return ok(datacenter.vms.ids().map((vmid) => datacenter.runtime.report(vmid)));
  }
  const [, vmid, about] = /^\/vms\/(\d+)\/(guest|serial)$/.exec(path) ?? [];
  if (method === 'GET' && vmid !== undefined) {
    if (about === 'serial') return ok(datacenter.runtime.serialText(Number(vmid)));
    return ok(datacenter.runtime.report(Number(vmid)));
  }
  const [, node, state] = /^\/nodes\/([\w-]+)\/(offline|online)$/.exec(path) ?? [];
  if (method === 'POST' && node !== undefined) {
    if (!datacenter.nodes.names.includes(node)) return { status: 404, body: { error: `No node "${node}".` } };
    datacenter.nodes.setOnline(node, state === 'online');
    return ok({ node, state });
  }
  return { status: 404, body: { error: `Nothing at ${method} ${path}.` } };
}

async function jsonBody(request: IncomingMessage): Promise<{ value: unknown } | 'malformed'> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (chunks.length === 0) return { value: undefined };
  try {
    return { value: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
  } catch {
    return 'malformed';
  }
}
