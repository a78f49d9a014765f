import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import { DroverError } from '../../../contract/errors.ts';
import type { PlatformCredentials } from '../../../ports/connections.ts';
import type { ApiCall } from './apiCall.ts';
import { type BinarySocket, openBinarySocket } from './binarySocket.ts';
import { apiOrigin, loginOf } from './login.ts';
import { type MultipartFile, multipartBody } from './multipartBody.ts';
import { formOf } from './parameters.ts';
import { pinnedConnector } from './pinnedConnector.ts';
import { replyError } from './replyError.ts';
import { type Reply, sendOnce } from './sendOnce.ts';
import { ServerClock } from './serverClock.ts';
import { TicketSession } from './ticketSession.ts';

export interface UploadCall {
  path: string;
  fields: Readonly<Record<string, string>>;
  file: MultipartFile;
  signal: AbortSignal;
}

const readAttempts = 4;
const firstPauseMs = 200;

/**
 * Carries calls to Proxmox VE. A call that writes is sent once: when nobody can tell whether it happened it ends as
 * `platform.outcome-unknown`, and the caller looks. Reads are tried again a few times.
 */
export class ProxmoxTransport {
  readonly origin: string;
  readonly clock = new ServerClock();
  readonly #agent: Agent;
  readonly #ticket: TicketSession | undefined;
  readonly #token: string | undefined;

  constructor(credentials: PlatformCredentials) {
    this.origin = apiOrigin(credentials.url);
    this.#agent = new Agent({
      connect: pinnedConnector(credentials.fingerprint256, credentials.guard),
      // The server closes idle connections after 5 s; leaving earlier avoids writing into a closing one.
      keepAliveTimeout: 2_000,
      keepAliveMaxTimeout: 2_000,
      pipelining: 1,
      // The server's own daemons answer or give up (596) after 30 s.
      headersTimeout: 60_000,
      bodyTimeout: 60_000,
    });
    const login = loginOf(credentials);
    if (login.kind === 'token') this.#token = login.header;
    else this.#ticket = new TicketSession(login, (call) => this.#exchange(call, {}));
  }

  /** @returns `data` of the reply. @throws DroverError */
  async request(call: ApiCall): Promise<unknown> {
    const mutating = isMutating(call);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#authorised(call, mutating);
      } catch (error) {
        const passing = error instanceof DroverError && error.code === 'platform.unreachable';
        if (mutating || !passing || attempt >= readAttempts) throw error;
        await delay(firstPauseMs * 2 ** (attempt - 1), undefined, { signal: call.signal });
      }
    }
  }

  /** Sends a file once, as it is read. @returns `data` of the reply. @throws DroverError */
  async upload({ path, fields, file, signal }: UploadCall): Promise<unknown> {
    // A login that has ended is found out by a call that costs nothing, not by a file that was sent in vain.
    await this.request({ method: 'GET', path: '/api2/json/version', parameters: undefined, signal });
    const { contentType, length, stream } = multipartBody(fields, file);
    const call = { method: 'POST', path, parameters: undefined, signal };
    const reply = await sendOnce(this.#agent, {
      origin: this.origin,
      ...call,
      headers: { ...(await this.#headers(signal)), 'content-type': contentType, 'content-length': String(length) },
      body: stream,
      mutating: true,
    });
    this.clock.observe(reply.date);
    return dataOf(call, reply, true);
  }

  /** A WebSocket at a path of the API, with the login of the calls before it. */
  async socket(path: string, signal: AbortSignal): Promise<BinarySocket> {
    const url = `${this.origin.replace(/^http/, 'ws')}${path}`;
    return openBinarySocket(this.#agent, { url, headers: await this.#headers(signal), signal });
  }

  /** Proves the login by itself, for a connection test. */
  async login(signal: AbortSignal): Promise<void> {
    if (this.#ticket !== undefined) await this.#ticket.headers(signal);
    else await this.request({ method: 'GET', path: '/api2/json/version', parameters: undefined, signal });
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #authorised(call: ApiCall, mutating: boolean): Promise<unknown> {
    const first = await this.#exchange(call, await this.#headers(call.signal));
    // Authentication comes before anything else on the server, so a refused call has surely not happened.
    if (first.status !== 401 || this.#ticket === undefined) return dataOf(call, first, mutating);
    this.#ticket.forget();
    const second = await this.#exchange(call, await this.#headers(call.signal));
    return dataOf(call, second, mutating);
  }

  async #headers(signal: AbortSignal): Promise<Record<string, string>> {
    if (this.#token !== undefined) return { authorization: this.#token };
    return (await this.#ticket?.headers(signal)) ?? {};
  }

  async #exchange(call: ApiCall, headers: Record<string, string>): Promise<Reply> {
    const form = formOf(call.parameters).toString();
    const inQuery = call.method === 'GET' || call.method === 'DELETE';
    const reply = await sendOnce(this.#agent, {
      origin: this.origin,
      method: call.method,
      path: inQuery && form !== '' ? `${call.path}?${form}` : call.path,
      headers: inQuery ? headers : { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: inQuery ? undefined : form,
      mutating: isMutating(call),
      signal: call.signal,
    });
    this.clock.observe(reply.date);
    return reply;
  }
}

/** POSTs that change nothing may be repeated like reads. */
function isMutating(call: ApiCall): boolean {
  return call.method !== 'GET' && !/\/agent\/(ping|get-[a-z]+)$|\/access\/ticket$/.test(call.path);
}

function dataOf(call: ApiCall, reply: Reply, mutating: boolean): unknown {
  const { method } = call;
  const path = call.path.replace(/^\/api2\/json/, '');
  if (reply.status < 200 || reply.status > 299) {
    throw replyError({ method, path, status: reply.status, statusText: reply.statusText, body: reply.body }, mutating);
  }
  try {
    // The content type is not looked at: reverse proxies respell it, and only the bytes matter.
    const body: unknown = JSON.parse(reply.body);
    if (typeof body === 'object' && body !== null && 'data' in body) return body.data;
  } catch {
    if (reply.body.startsWith('{')) throw brokenOff(`${method} ${path}`, mutating);
    // Else falls through: the same defect as JSON without data.
  }
  throw new DroverError(
    'platform.protocol',
    `${method} ${path} was answered with something else than Proxmox VE's JSON.`,
    {
      evidence: [`${reply.status} ${reply.statusText}`, reply.body.slice(0, 200)],
    },
  );
}

/** JSON that ends early, as when a proxy is restarted: a call that writes has been carried out, or not. */
function brokenOff(call: string, mutating: boolean): DroverError {
  const code = mutating ? 'platform.outcome-unknown' : 'platform.unreachable';
  return new DroverError(code, `The reply of Proxmox VE to ${call} broke off.`);
}
