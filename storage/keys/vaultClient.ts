import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { DroverError } from '../../contract/errors.ts';
import { type VaultLogin, VaultToken } from './vaultToken.ts';

export interface VaultOptions {
  /** `https://HOST:PORT`. */
  address: string;
  /** Of Vault Enterprise and HCP. */
  namespace: string | undefined;
  /** Certificates in PEM that vouch for the server; absent: the public ones. */
  ca: string | undefined;
  login: VaultLogin;
}

interface Call {
  method: 'GET' | 'POST';
  /** Below `/v1/`. */
  path: string;
  body?: object;
}

const attempts = 3;
/** Milliseconds, for one attempt. */
const answerMs = 4000;
const pauseMs = 200;

/** Calls of Vault's HTTP API: with a token that is renewed, with time-outs, and again where that may help. */
export class VaultClient {
  readonly #options: VaultOptions;
  readonly #agent: Agent;
  readonly #token: VaultToken;

  constructor(options: VaultOptions) {
    this.#options = options;
    this.#agent = new Agent({
      connect: { ca: options.ca, timeout: 2000 },
      headersTimeout: answerMs,
      bodyTimeout: answerMs,
    });
    this.#token = new VaultToken(options.login, (body) =>
      this.#patiently({ method: 'POST', path: 'auth/approle/login', body }, null),
    );
  }

  /** @throws VaultRefusal for what Vault itself says no to, DroverError secrets.keeper-unavailable */
  async call(call: Call): Promise<unknown> {
    try {
      return await this.#patiently(call, await this.#token.get());
    } catch (error) {
      // An expired token and a policy that forbids look the same: a new token tells them apart.
      if (!(error instanceof VaultRefusal) || error.status !== 403) throw error;
      this.#token.forget();
      return await this.#patiently(call, await this.#token.get());
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #patiently(call: Call, token: string | null): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(call, token);
      } catch (error) {
        const passes = !(error instanceof VaultRefusal) || error.status >= 500 || error.status === 429;
        if (!passes) throw error;
        if (attempt < attempts) {
          await delay(pauseMs * attempt);
          continue;
        }
        const told = error instanceof Error ? error.message : String(error);
        throw new DroverError(
          'secrets.keeper-unavailable',
          `Vault at ${this.#options.address} does not answer (${told}).`,
          {
            cause: error,
          },
        );
      }
    }
  }

  async #once({ method, path, body }: Call, token: string | null): Promise<unknown> {
    const { address, namespace } = this.#options;
    const { statusCode, body: answer } = await request(`${address}/v1/${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        // Required by agents and proxies that guard against requests forged through a server.
        'x-vault-request': 'true',
        ...(token === null ? {} : { 'x-vault-token': token }),
        ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    if (statusCode === 200) return JSON.parse(text);
    throw new VaultRefusal(statusCode, errorsIn(text));
  }
}

/** Vault's own words; they quote neither keys nor plaintext. */
export class VaultRefusal extends Error {
  readonly status: number;

  constructor(status: number, reasons: string[]) {
    super(`${status}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`);
    this.name = 'VaultRefusal';
    this.status = status;
  }
}

function errorsIn(text: string): string[] {
  try {
    const { errors } = JSON.parse(text);
    return Array.isArray(errors) ? errors.map(String) : [];
  } catch {
    return [];
  }
}
