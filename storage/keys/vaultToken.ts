import { readFileSync } from 'node:fs';
import { DroverError } from '../../contract/errors.ts';

/** How Vault knows Drover: by a token, or by a role whose secret id buys short-lived ones. */
export type VaultLogin =
  | { kind: 'token' /** Read again when Vault refuses it: an agent may renew it. */; file: string }
  | { kind: 'approle'; roleId: string; secretIdFile: string };

/** `POST /v1/auth/approle/login`, of https://developer.hashicorp.com/vault/api-docs/auth/approle. */
export type AppRoleLogin = (body: { role_id: string; secret_id: string }) => Promise<unknown>;

/** Keeps a token until it is near its end or has been refused. */
export class VaultToken {
  readonly #login: VaultLogin;
  readonly #logIn: AppRoleLogin;
  #known: { token: string; until: number } | null = null;

  constructor(login: VaultLogin, logIn: AppRoleLogin) {
    this.#login = login;
    this.#logIn = logIn;
  }

  async get(): Promise<string> {
    if (this.#known === null || this.#known.until < Date.now()) this.#known = await this.#fetch();
    return this.#known.token;
  }

  forget(): void {
    this.#known = null;
  }

  async #fetch() {
    if (this.#login.kind === 'token') return { token: secretOf(this.#login.file), until: Number.POSITIVE_INFINITY };
    const { roleId, secretIdFile } = this.#login;
    const answer = await this.#logIn({ role_id: roleId, secret_id: secretOf(secretIdFile) });
    const { auth } = answer as { auth?: { client_token?: unknown; lease_duration?: unknown } };
    if (typeof auth?.client_token !== 'string') {
      throw new DroverError('secrets.key-refused', 'Vault answered the AppRole login without a token.');
    }
    // Seconds; 0: without an end. A new one is had when two thirds have gone by.
    const lease = Number(auth.lease_duration ?? 0);
    return { token: auth.client_token, until: lease > 0 ? Date.now() + lease * 667 : Number.POSITIVE_INFINITY };
  }
}

function secretOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new DroverError('config.invalid', `The file ${file} with Vault's credential cannot be read (${code}).`);
  }
}
