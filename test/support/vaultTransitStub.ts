import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A stand-in for Vault, which is not to be had here: the calls of Transit and AppRole that Drover makes, built from
 * Vault's API documentation, with real AES-256-GCM. It checks what the documentation demands and refuses in Vault's
 * shape (`{ "errors": [...] }`). It is no Vault: nothing here says how a real one behaves.
 */
export interface VaultTransitStub {
  address: string;
  token: string;
  roleId: string;
  secretId: string;
  /** `POST /v1/transit/keys/:name/rotate`. */
  rotate(): void;
  /** Versions below are refused, as after `POST /v1/transit/keys/:name/config`. */
  setMinDecryptionVersion(version: number): void;
  /** Tokens that AppRole has given. */
  leased: ReadonlySet<string>;
  /** Ends them. */
  endLeases(): void;
  /** Answers the next so many requests with this status. */
  fail(times: number, status: number): void;
  /** Method and path of each request, in order. */
  requests: string[];
  close(): Promise<void>;
}

export async function startVaultTransitStub(options: {
  namespace: string;
  mount: string;
  key: string;
}): Promise<VaultTransitStub> {
  const versions = [randomBytes(32)];
  const token = `hvs.${randomUUID()}`;
  const [roleId, secretId] = [randomUUID(), randomUUID()];
  const leased = new Set<string>();
  const requests: string[] = [];
  const state = { failures: 0, failureStatus: 503, minDecryption: 1 };

  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (state.failures > 0) {
      state.failures -= 1;
      return answer(state.failureStatus, { errors: ['Vault is sealed'] });
    }
    const { status, body } = handle(request, await bodyOf(request));
    answer(status, body);
  });

  function handle(request: IncomingMessage, body: Record<string, unknown>): { status: number; body: object } {
    const refuse = (status: number, ...errors: string[]) => ({ status, body: { errors } });
    if (request.headers['x-vault-namespace'] !== options.namespace) return refuse(404, 'no handler for route');
    const what = `${request.method} ${request.url}`;
    if (what === 'POST /v1/auth/approle/login') {
      if (body['role_id'] !== roleId || body['secret_id'] !== secretId) return refuse(400, 'invalid role or secret ID');
      const given = `hvs.${randomUUID()}`;
      leased.add(given);
      return { status: 200, body: { auth: { client_token: given, lease_duration: 3600, renewable: true } } };
    }
    const sent = String(request.headers['x-vault-token']);
    if (sent !== token && !leased.has(sent)) return refuse(403, 'permission denied');
    const of = (operation: string) => `/v1/${options.mount}/${operation}/${options.key}`;
    if (what === `GET ${of('keys')}`) {
      return {
        status: 200,
        body: { data: { name: options.key, type: 'aes256-gcm96', latest_version: versions.length } },
      };
    }
    if (what === `POST ${of('encrypt')}`) {
      const [plaintext, aad] = [base64(body['plaintext']), base64(body['associated_data'] ?? '')];
      if (plaintext === null || aad === null) return refuse(400, 'failed to base64-decode plaintext');
      const ciphertext = `vault:v${versions.length}:${encrypt(versions.at(-1), plaintext, aad)}`;
      return { status: 200, body: { data: { ciphertext, key_version: versions.length } } };
    }
    if (what === `POST ${of('decrypt')}`) {
      const [, version, sealed] = /^vault:v(\d+):(.*)$/.exec(String(body['ciphertext'])) ?? [];
      const aad = base64(body['associated_data'] ?? '');
      if (version === undefined || sealed === undefined || aad === null)
        return refuse(400, 'invalid ciphertext: no prefix');
      if (Number(version) < state.minDecryption)
        return refuse(400, 'ciphertext or signature version is disallowed by policy (too old)');
      try {
        const plain = decrypt(versions[Number(version) - 1], Buffer.from(sealed, 'base64'), aad);
        return { status: 200, body: { data: { plaintext: plain.toString('base64') } } };
      } catch {
        return refuse(400, 'cipher: message authentication failed');
      }
    }
    return refuse(403, '1 error occurred:\n\t* permission denied\n\n');
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ token, roleId, secretId, leased, requests },
    rotate: () => void versions.push(randomBytes(32)),
    setMinDecryptionVersion(version) {
      state.minDecryption = version;
    },
    endLeases: () => leased.clear(),
    fail(times, status) {
      Object.assign(state, { failures: times, failureStatus: status });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function encrypt(key: Buffer | undefined, plain: Buffer, aad: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key ?? '', nonce).setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

function decrypt(key: Buffer | undefined, sealed: Buffer, aad: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key ?? '', sealed.subarray(0, 12)).setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** Transit takes standard base64 only. */
function base64(value: unknown): Buffer | null {
  const text = String(value);
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0 ? Buffer.from(text, 'base64') : null;
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
}
