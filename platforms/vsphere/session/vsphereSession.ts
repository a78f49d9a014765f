import { DroverError } from '../../../contract/errors.ts';
import type { AddressGuard } from '../../../ports/addressGuard.ts';
import type { PlatformCredentials } from '../../../ports/connections.ts';
import { isFault } from '../faults/vimFault.ts';
import type { MoRef } from '../values/moRef.ts';
import { text } from '../values/value.ts';
import { changesSomething, type Operation } from '../wsdl/operations.ts';
import { negotiateVersion } from './apiVersion.ts';
import { Channel, type SendOptions } from './channel.ts';
import { type Endpoint, readEndpoint } from './endpoint.ts';
import { pause } from './pause.ts';
import { PinnedAgent } from './pinnedAgent.ts';
import { retrieveServiceContent, type ServiceContent, serviceInstance } from './serviceContent.ts';

/** One login: dies as a whole, with its views, tokens and leases. */
export interface Login {
  channel: Channel;
  content: ServiceContent;
  /** `UserSession.key`; not the cookie. */
  key: string;
  madeAt: number;
}

const loginTimeoutMs = 60_000;
/** Waits before a read is sent again after the connection broke. */
const readRetriesMs = [200, 1000];
/** A login younger than this is not thrown away unasked because of one refused request. */
const youngLoginMs = 5000;

/** The session of one connection: logs in once for all callers, and again when the server forgot it. */
export class VsphereSession {
  readonly endpoint: Endpoint;
  readonly agent: PinnedAgent;
  readonly #credentials: PlatformCredentials;
  #apiVersion: string | undefined;
  #current: Promise<Login> | undefined;

  constructor(credentials: PlatformCredentials) {
    this.#credentials = credentials;
    this.endpoint = readEndpoint(credentials.url);
    this.agent = new PinnedAgent({ fingerprint256: credentials.fingerprint256, guard: credentials.guard });
  }

  get guard(): AddressGuard | undefined {
    return this.#credentials.guard;
  }

  get fingerprint256(): string | undefined {
    return this.#credentials.fingerprint256;
  }

  /** The login that all callers share. @throws DroverError platform.unreachable | certificate | unauthorised */
  async login(signal: AbortSignal): Promise<Login> {
    signal.throwIfAborted();
    if (this.#current === undefined) {
      const started = this.#logIn();
      this.#current = started;
      started.catch(() => this.#drop(started));
    }
    return abortable(this.#current, signal);
  }

  /** Calls with the shared login; a read is sent again when the connection broke, anything when the login was dead. */
  async call(operation: Operation, self: MoRef, args: object, options: SendOptions): Promise<unknown[]> {
    return this.withLogin(options.signal, (login) => this.send(login, operation, self, args, options));
  }

  /** Runs `work` with a login; once more with a new one when it says NotAuthenticated. */
  async withLogin<T>(signal: AbortSignal, work: (login: Login) => Promise<T>): Promise<T> {
    const login = await this.login(signal);
    try {
      return await work(login);
    } catch (error) {
      if (!isFault(error, 'NotAuthenticated')) throw error;
      await this.forget(login);
      return work(await this.login(signal));
    }
  }

  /** Calls with this login and no other, as views, tokens and leases need. */
  async send(login: Login, operation: Operation, self: MoRef, args: object, options: SendOptions): Promise<unknown[]> {
    const waits = changesSomething(operation) ? [] : readRetriesMs;
    for (const wait of waits) {
      try {
        return await login.channel.send(operation, self, args, options);
      } catch (error) {
        if (!(error instanceof DroverError) || error.code !== 'platform.unreachable') throw error;
        await pause(wait, options.signal);
      }
    }
    return login.channel.send(operation, self, args, options);
  }

  /** Throws this login away after it was refused somewhere. A young one is asked first: others may just have got it. */
  async renew(login: Login, signal: AbortSignal): Promise<void> {
    if (Date.now() - login.madeAt < youngLoginMs) await this.call('CurrentTime', serviceInstance, {}, { signal });
    else await this.forget(login);
  }

  /** The next caller logs in anew, unless somebody did already. */
  async forget(login: Login): Promise<void> {
    const current = this.#current;
    const now = await current?.catch(() => undefined);
    if (now === login) this.#drop(current);
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    try {
      const login = await current;
      const signal = AbortSignal.timeout(5000);
      await login?.channel.send('Logout', login.content.sessionManager, {}, { signal });
    } catch {
      // The server ends the session by itself after its idle time.
    } finally {
      this.agent.destroy();
    }
  }

  async #logIn(): Promise<Login> {
    const signal = AbortSignal.timeout(loginTimeoutMs);
    try {
      this.#apiVersion ??= await negotiateVersion(this.endpoint, this.agent, signal);
      const channel = await Channel.open(this.endpoint, this.agent, this.#apiVersion);
      const content = await retrieveServiceContent(channel, signal);
      const { username, password } = this.#credentials;
      const [user] = await channel.send('Login', content.sessionManager, { userName: username, password }, { signal });
      return { channel, content, key: text(user, 'key') ?? '', madeAt: Date.now() };
    } catch (error) {
      if (isFault(error, 'InvalidLogin')) {
        throw new DroverError('platform.unauthorised', `${this.endpoint.host} refused user or password.`, {
          evidence: [`user ${this.#credentials.username}`, 'fault InvalidLogin'],
        });
      }
      if (!signal.aborted) throw error;
      throw new DroverError('platform.stalled', `${this.endpoint.host} did not finish the login in time.`);
    }
  }

  #drop(login: Promise<Login> | undefined): void {
    if (this.#current === login) this.#current = undefined;
  }
}

/** Leaves a shared promise when this caller gives up, without ending it for the others. */
function abortable<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
