import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import { ensureConsole } from '../../start/build/console.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { startOidcServer, type TestOidcServer } from '../support/oidcServer.ts';
import { type TestSlapd, useSlapd } from '../support/slapd.ts';
import { openBrowser } from '../web/browser.ts';
import { Canaries } from './canaries.ts';
import { useConsole } from './consoleStorage.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { type GuardedServers, startGuardedServers } from './guardedServers.ts';
import { administrator, logInEveryWay } from './loginSecrets.ts';
import { planFor, sourceVm } from './migration.ts';
import { findSecrets, findTellTales, formsOf, tellTales } from './plantedSecrets.ts';
import { watchProcesses } from './processTraces.ts';
import { secretPlaces } from './secretPlaces.ts';

/** Every word that is nobody's business is planted, used, and then looked for wherever people look. */

const canaries = new Canaries();
const wrong = canaries.make('a password that is refused');
const metricsToken = canaries.make('the token of the metrics');
const began = new Date();
const folder = mkdtempSync(join(tmpdir(), 'dr-'));
let slapd: TestSlapd;
let provider: TestOidcServer;
let collector: Server;
let guarded: GuardedServers;
let open: Awaited<ReturnType<typeof openBrowser>>;
let centres: DataCentres;
let admin: Client;

beforeAll(async () => {
  const port = await freePort();
  const publicUrl = `https://127.0.0.1:${port}`;
  const clientSecret = canaries.make('the secret at the provider');
  const client = { client_id: 'drover', client_secret: clientSecret };
  slapd = await useSlapd();
  provider = await startOidcServer([{ ...client, redirect_uris: [`${publicUrl}/login/provider`] }], { erin: ['ops'] });
  writeFileSync(join(folder, 'provider.pem'), provider.ca);
  open = await openBrowser();
  guarded = await startGuardedServers(canaries);
  const { environment, ...options } = guarded.options;
  centres = await openDataCentres({
    ...options,
    environment: {
      ...environment,
      DROVER_LOG_LEVEL: 'debug',
      DROVER_API_PORT: String(port),
      DROVER_PUBLIC_URL: publicUrl,
      DROVER_WEB_DIR: await ensureConsole(() => undefined),
      OTEL_EXPORTER_OTLP_ENDPOINT: await collectTraces(),
      // Nobody is there: what is said of that must not tell the password.
      REDIS_URL: 'redis://drover@127.0.0.1:1',
      ...{ DROVER_LDAP_URL: slapd.secureUrl, DROVER_LDAP_CA_FILE: slapd.caFile },
      DROVER_LDAP_BIND_DN: 'cn=drover,dc=example,dc=org',
      DROVER_LDAP_USER_BASE: 'ou=people,dc=example,dc=org',
      DROVER_LDAP_GROUP_BASE: 'ou=groups,dc=example,dc=org',
      ...{ DROVER_OIDC_ISSUER: provider.issuer, DROVER_OIDC_CLIENT_ID: 'drover' },
      ...{ DROVER_OIDC_CA_FILE: join(folder, 'provider.pem'), DROVER_OIDC_SCOPES: 'openid profile' },
    },
    secrets: {
      DROVER_METRICS_TOKEN_FILE: metricsToken,
      DROVER_LDAP_PASSWORD_FILE: slapd.password,
      DROVER_OIDC_CLIENT_SECRET_FILE: clientSecret,
      REDIS_PASSWORD_FILE: canaries.make('the password of Redis'),
    },
  });
  for (const name of readdirSync(join(centres.folder, 'secrets'))) {
    canaries.plantFile(join(centres.folder, 'secrets', name), `the file ${name}`);
  }
  for (const lab of [centres.vsphere.info, centres.proxmox.info]) {
    for (const login of lab.credentials) canaries.plant(login.password, `${login.tokenId ?? login.username}`);
  }
  admin = await administrator(centres, canaries);
});
afterAll(async () => {
  await centres?.close();
  await guarded?.close();
  provider?.close();
  collector?.close();
  rmSync(folder, { recursive: true });
});

/** What would go to a collector of traces, of every process. @returns its address */
async function collectTraces(): Promise<string> {
  collector = createServer(async (request, response) => {
    canaries.note('traces', await text(request));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
}

test('logins to platforms work, are refused, and go to a stranger', async () => {
  const { vsphere, proxmox } = centres;
  for (const { kind, url, fingerprint256, credentials } of [vsphere.info, proxmox.info]) {
    for (const { username, tokenId } of credentials) {
      const name = `${kind} ${tokenId ?? username}`;
      const login = { kind, url, username: tokenId ?? username, password: wrong };
      const made = await admin.createConnection({ body: { name, ...login, fingerprint256 } });
      canaries.note(`connection ${name}`, made);
      canaries.note(`test of ${name}`, await admin.testConnection({ params: { id: made.id } }));
      await admin.updateConnection({ params: { id: made.id }, body: { fingerprint256: strange(fingerprint256) } });
      const told = await admin.testConnection({ params: { id: made.id } });
      canaries.note(`test of ${name} with another certificate`, told);
      await canaries.noteRefusal('refused name', admin.createConnection({ body: { name, ...login } }));
    }
  }
});

test('stored passwords go over from one keeper of keys to the other, also while that one does not answer', async () => {
  const { vault } = guarded;
  vault.fail(1000, 503);
  const rotate = () => admin.rotateKeys({ body: { newPayloadKey: true } });
  await canaries.noteRefusal('keeper of keys away', rotate());
  vault.fail(0, 503);
  const rotation = await rotate();
  expect(rotation.failed).toEqual([]);
  expect(rotation.resealed).toBeGreaterThanOrEqual(2);
  expect(rotation.status.currentKey).toMatch(/^vault:/);
  canaries.note('keys', rotation);
});

test('people and programs log in every way that there is, and are refused', async () => {
  const nobody = createClient({ baseUrl: centres.apiUrl });
  await canaries.noteRefusal('login refused', nobody.login({ body: { username: 'admin', password: wrong } }));
  await logInEveryWay({ centres, admin, canaries }, { slapd, provider });
  const password = canaries.called('a password that was changed to');
  await useConsole(centres.apiUrl, { canaries, open }, { username: 'walter', password });
  expect(canaries.seen.get('storage of the console')).toContain('"cookie":"","databases":[],"caches":[],"workers":0');
});

test('secrets come where no client should put them: in addresses, in bodies that are cut off or of other types', async () => {
  const base = `${centres.apiUrl}/api/v1`;

  const headers = { authorization: `Bearer ${canaries.called('the session token')}` };
  const json = { ...headers, 'content-type': 'application/json' };
  const login = JSON.stringify({ username: 'admin', password: wrong });
  const post = (path: string, body: string) => fetch(`${base}${path}`, { method: 'POST', headers: json, body });
  const answers = await Promise.all([
    fetch(`${base}/connections?password=${wrong}&token=${wrong}`, { headers }),
    fetch(`${base}/migrations?status=${wrong}`, { headers }),
    fetch(`${base}/auth/me`, { headers: { authorization: `Bearer ${wrong}` } }),
    fetch(`${base}/auth/me`, { headers: { cookie: `drover_session=${wrong}`, 'x-csrf-token': wrong } }),
    fetch(`${centres.apiUrl}/metrics`, { headers: { authorization: `Bearer ${wrong}` } }),
    fetch(`${centres.apiUrl}/login/provider?code=${wrong}&state=${wrong}`),
    fetch(`${base}/artifacts/migrations/x/y?expires=9999999999&signature=${wrong}`),
    post('/connections', login.slice(0, -1)),
    post('/connections', `{"password":["${wrong}"]}`),
    post('/auth/login', `{"password":{"a":"${wrong}"}}`),
    post('/auth/refresh', `{"refreshToken":"${wrong}"}`),
    post('/auth/setup', `{"token":"${wrong}","username":"x","password":"${wrong}"}`),
    post('/auth/device/poll', `{"handle":"${wrong}"}`),
    post('/auth/provider/finish', `{"query":"?code=${wrong}&state=${wrong}"}`),
  ]);
  for (const answer of answers) canaries.note('answers to misplaced secrets', await answer.text());
});

test('after a migration through artifact store and links, none of them is anywhere', async () => {
  const plan = planFor(centres, (await sourceVm(centres, 'herd-03')).id, { strategy: 'cold', route: 'staged' });
  const { id } = await admin.createMigration({ body: plan });
  const lookAtProcesses = watchProcesses(canaries);
  const status = async () => {
    lookAtProcesses();
    return (await admin.getMigration({ params: { id } })).status;
  };
  await expect.poll(status, { timeout: 120_000, interval: 300 }).toBe('completed');
  canaries.note('migration', await admin.getMigration({ params: { id } }));
  canaries.note('timeline', await admin.getTimeline({ params: { id } }));
  canaries.note('certificate', await admin.getCertificate({ params: { id } }));
  canaries.note('connections', await admin.listConnections());
  for (const [place, path, bearer] of [
    ['metrics', '/metrics', metricsToken],
    ['OpenAPI', '/api/openapi.json', ''],
    ['export of the audit trail', '/api/v1/audit/export', canaries.called('the session token')],
  ]) {
    const answer = await fetch(`${centres.apiUrl}${path}`, { headers: { authorization: `Bearer ${bearer}` } });
    expect(answer.status, place).toBe(200);
    canaries.note(place ?? '', await answer.text());
  }
  const { seen, planted } = canaries;
  // Spans are sent in batches.
  for (const service of ['drover-api', 'drover-control', 'drover-mover']) {
    await expect.poll(() => seen.get('traces'), { timeout: 30_000 }).toContain(service);
  }
  for (const token of guarded.vault.leased) canaries.plant(token, 'a token that Vault has given');
  const all = new Map([...seen, ...(await secretPlaces(centres, began)), ...(await guarded.artifacts())]);
  for (const [place, written] of all) expect(written.length, place).toBeGreaterThan(1);
  // Which is a name, that S3 wants with each request: it is in the environment, and in no other place.
  expect(findSecrets(all, planted)).toEqual(['the access key of S3 in processes of the product']);
  // Links that open an artifact are handed to the target, tickets and cookies to the next request: all are kept nowhere.
  expect(findTellTales(ofProduct(all))).toEqual([]);
  expectPlaces(all, id);
  expectSearch(all.get('api.log')?.slice(0, 200) ?? '');
});

/** Other programs of this machine may well have a token of another instance in their arguments. */
function ofProduct(all: Map<string, string>): Map<string, string> {
  return new Map([...all].filter(([place]) => place !== 'arguments of all processes'));
}

/** What is no secret shows that these places are looked at: the VM's name is where people read it, and not in Temporal. */
function expectPlaces(all: Map<string, string>, id: string): void {
  for (const place of [`decrypted history of migration/${id}`, 'table migration', 'migration']) {
    expect(all.get(place), place).toContain('herd-03');
  }
  expect(all.get('table connection')).toContain('sealed_secret');
  expect(all.get(`artifact certificates/${id}.json`)).toContain('herd-03');
  expect(guarded.vault.leased.size).toBeGreaterThan(0);
  expect([...all.keys()].filter((place) => place.includes('testConnection')).length).toBeGreaterThan(0);
  expect(all.get('api.log')).toContain(id);
  expect(all.get('api.log')).toContain('Redis is away');
  expect(all.get('arguments of all processes')).toContain('worker/main.ts');
  expect(all.get('processes of the product')).toContain('DROVER_KEY_FILE');
  expect(all.get('export of the audit trail')).toContain('session.reuse');
  expect(all.get('addresses of the console')).toContain('/api/v1/connections');
  expect(all.get('answers to the console')).toContain('by the console');
  const stored = [...all].filter(([place]) => place.startsWith('history of '));
  expect(stored.map(([place]) => place)).toContain(`history of migration/${id}`);
  for (const [place, written] of stored) expect(written, place).not.toContain('herd-03');
}

/** The search itself: each secret is found in whatever form it is written. */
function expectSearch(around: string): void {
  for (const [secret, name] of canaries.planted) {
    for (const form of formsOf(secret)) {
      const sample = new Map([['sample', `${around}"${form}",`]]);
      expect(findSecrets(sample, new Map([[secret, name]])), form).toEqual([`${name} in sample`]);
    }
  }
  for (const [what, , like] of tellTales) {
    expect(findTellTales(new Map([['sample', `${around}"${like}",`]]))).toContain(`${what} in sample`);
  }
}

function strange(fingerprint: string): string {
  return fingerprint.replace(/[0-9A-F]/g, (digit) => (digit === '0' ? '1' : '0'));
}
