import { DroverError } from '../../../contract/errors.ts';
import type { ApiCall } from './apiCall.ts';
import type { Login } from './login.ts';
import { replyError } from './replyError.ts';
import type { Reply } from './sendOnce.ts';

interface Ticket {
  ticket: string;
  csrf: string;
  issuedAt: number;
}

/** Tickets live two hours; a new one is fetched well before, so that no call meets the end. */
const renewAfterMs = 90 * 60_000;

/** A login by user and password: one ticket for all calls, fetched once however many ask at the same time. */
export class TicketSession {
  readonly #login: Extract<Login, { kind: 'password' }>;
  readonly #exchange: (call: ApiCall) => Promise<Reply>;
  #ticket: Ticket | undefined;
  #pending: Promise<Ticket> | undefined;

  constructor(login: Extract<Login, { kind: 'password' }>, exchange: (call: ApiCall) => Promise<Reply>) {
    this.#login = login;
    this.#exchange = exchange;
  }

  /** Cookie and CSRF token. The latter is harmless on reads. */
  async headers(signal: AbortSignal): Promise<Record<string, string>> {
    const { ticket, csrf } = await this.#current(signal);
    return { cookie: `PVEAuthCookie=${ticket}`, csrfpreventiontoken: csrf };
  }

  forget(): void {
    this.#ticket = undefined;
  }

  async #current(signal: AbortSignal): Promise<Ticket> {
    if (this.#ticket !== undefined && Date.now() - this.#ticket.issuedAt < renewAfterMs) return this.#ticket;
    // Not bound to the first caller's signal: its abort must not fail the others that wait for the same login.
    this.#pending ??= this.#fetch().finally(() => {
      this.#pending = undefined;
    });
    this.#ticket = await untilAborted(this.#pending, signal);
    return this.#ticket;
  }

  async #fetch(): Promise<Ticket> {
    const { username, password } = this.#login;
    const path = '/api2/json/access/ticket';
    const reply = await this.#exchange({
      method: 'POST',
      path,
      parameters: { username, password },
      signal: AbortSignal.timeout(30_000),
    });
    if (reply.status !== 200) {
      const { status, statusText, body } = reply;
      throw replyError({ method: 'POST', path: '/access/ticket', status, statusText, body }, false);
    }
    const { data } = JSON.parse(reply.body) as { data: Record<string, unknown> };
    if (data['NeedTFA']) {
      throw new DroverError(
        'platform.unauthorised',
        `${username} has a second factor, which a service cannot give; use an API token instead.`,
      );
    }
    return { ticket: String(data['ticket']), csrf: String(data['CSRFPreventionToken']), issuedAt: Date.now() };
  }
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
