import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { expect } from 'vitest';
import type { LabInfo } from '../../contract/lab.ts';

export interface ProxmoxReply {
  status: number;
  reason: string;
  headers: IncomingHttpHeaders;
  body: string;
  data: unknown;
  errors: Record<string, string> | undefined;
  message: string | undefined;
}

type Values = Record<string, string | number>;

export interface ProxmoxClient {
  call(method: string, path: string, values?: Values): Promise<ProxmoxReply>;
  /** A call that must succeed; its data. */
  get(path: string, values?: Values): Promise<unknown>;
  /** A call that starts a task; resolves with the task's exit status. */
  task(method: string, path: string, values?: Values): Promise<string>;
}

/** A bare client without any cleverness, as an own voice beside the product's adapter. */
export function proxmoxClient(info: LabInfo, headers: Record<string, string>): ProxmoxClient {
  const call = (method: string, path: string, values: Values = {}): Promise<ProxmoxReply> => {
    const form = new URLSearchParams();
    for (const [key, value] of Object.entries(values)) form.set(key, String(value));
    const inQuery = method === 'GET' || method === 'DELETE';
    const query = inQuery && form.size > 0 ? `?${form}` : '';
    const url = `${info.url}/api2/json${path}${query}`;
    const sent: Record<string, string | number> = { ...headers };
    const body = inQuery ? undefined : form.toString();
    if (body !== undefined) {
      sent['Content-Type'] = 'application/x-www-form-urlencoded';
      sent['Content-Length'] = body.length;
    }
    return send(url, { method, headers: sent, body });
  };
  const get = async (path: string, values?: Values): Promise<unknown> => {
    const reply = await call('GET', path, values);
    expect(reply.status, reply.message ?? reply.reason).toBe(200);
    return reply.data;
  };
  const task = async (method: string, path: string, values?: Values): Promise<string> => {
    const reply = await call(method, path, values);
    expect(reply.status, `${reply.message} ${JSON.stringify(reply.errors)}`).toBe(200);
    return finished(String(reply.data), get);
  };
  return { call, get, task };
}

export function tokenHeaders(info: LabInfo): Record<string, string> {
  const token = info.credentials.find((credential) => credential.tokenId !== undefined);
  return { Authorization: `PVEAPIToken=${token?.tokenId}=${token?.password}` };
}

/** Logs in by password. */
export async function ticketHeaders(info: LabInfo, username: string): Promise<Record<string, string>> {
  const password =
    info.credentials.find((one) => one.username === username && one.tokenId === undefined)?.password ?? '';
  const reply = await proxmoxClient(info, {}).call('POST', '/access/ticket', { username, password });
  expect(reply.status, reply.message).toBe(200);
  const { ticket, CSRFPreventionToken } = reply.data as { ticket: string; CSRFPreventionToken: string };
  return { Cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}`, CSRFPreventionToken };
}

async function finished(upid: string, get: ProxmoxClient['get']): Promise<string> {
  const path = `/nodes/${upid.split(':')[1]}/tasks/${encodeURIComponent(upid)}/status`;
  await expect.poll(() => get(path), { timeout: 60_000, interval: 50 }).toMatchObject({ status: 'stopped' });
  return String(((await get(path)) as { exitstatus: string }).exitstatus);
}

function send(
  url: string,
  { method, headers, body }: { method: string; headers: Record<string, string | number>; body: string | undefined },
): Promise<ProxmoxReply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, rejectUnauthorized: false, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const json = text.startsWith('{') ? JSON.parse(text) : {};
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: response.headers,
          body: text,
          data: json.data,
          errors: json.errors,
          message: json.message,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Arms a fault on the control port. */
export async function armFault(
  info: LabInfo,
  fault: { name: string; count?: number; match?: Record<string, unknown> },
): Promise<void> {
  const response = await fetch(`${info.controlUrl}/faults`, { method: 'POST', body: JSON.stringify(fault) });
  expect(response.status, await response.text()).toBe(201);
}
