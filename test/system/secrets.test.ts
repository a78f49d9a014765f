import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Payload } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { planFor, sourceVm } from './migration.ts';
import { findSecrets, formsOf } from './plantedSecrets.ts';

/** Every word that is nobody's business is planted, used, and then looked for wherever people look. */

const wrong = `wrong-${randomBytes(9).toString('hex')}`;
let centres: DataCentres;
let api: Client;
/** Name of the secret by the secret. */
const planted = new Map<string, string>([[wrong, 'a password that is refused']]);
/** Where to look, by place: gathered as the story goes. */
const seen = new Map<string, string>();
const began = new Date();

beforeAll(async () => {
  centres = await openDataCentres({ environment: { DROVER_LOG_LEVEL: 'debug' } });
  for (const name of readdirSync(join(centres.folder, 'secrets'))) {
    // Of a key in PEM a line is telling enough, and holds no line break.
    const lines = readFileSync(join(centres.folder, 'secrets', name), 'utf8')
      .trim()
      .split('\n');
    planted.set(lines[1] ?? lines[0] ?? '', `the file ${name}`);
  }
  for (const lab of [centres.vsphere.info, centres.proxmox.info]) {
    for (const login of lab.credentials) planted.set(login.password, `${login.tokenId ?? login.username}`);
  }
  const open = createClient({ baseUrl: centres.apiUrl });
  const password = readFileSync(join(centres.folder, 'secrets', 'admin'), 'utf8').trim();
  const { token } = await open.login({ body: { username: 'admin', password } });
  planted.set(token, 'the session token');
  // The one way in: what it answers is not looked at, but what a refusal says is.
  await open.login({ body: { username: 'admin', password: wrong } }).catch((error) => note('login refused', error));
  api = createClient({ baseUrl: centres.apiUrl, token });
});
afterAll(() => centres?.close());

test('logins that work, that are refused, and that go to a stranger end up nowhere', async () => {
  const { vsphere, proxmox } = centres;
  for (const { kind, url, fingerprint256, credentials } of [vsphere.info, proxmox.info]) {
    for (const { username, tokenId } of credentials) {
      const name = `${kind} ${tokenId ?? username}`;
      const login = { kind, url, username: tokenId ?? username, password: wrong };
      const made = await api.createConnection({ body: { name, ...login, fingerprint256 } });
      note(`connection ${name}`, made);
      note(`test of ${name}`, await api.testConnection({ params: { id: made.id } }));
      await api.updateConnection({ params: { id: made.id }, body: { fingerprint256: strange(fingerprint256) } });
      note(`test of ${name} with another certificate`, await api.testConnection({ params: { id: made.id } }));
      note('refused name', await api.createConnection({ body: { name, ...login } }).catch(String));
    }
  }
  await misplaced();
  await expectNoSecret();
});

/** Secrets where no client should put them: in addresses, in bodies that are cut off or of other types. */
async function misplaced(): Promise<void> {
  const base = `${centres.apiUrl}/api/v1`;
  const headers = { authorization: `Bearer ${[...planted].find(([, name]) => name === 'the session token')?.[0]}` };
  const json = { ...headers, 'content-type': 'application/json' };
  const login = JSON.stringify({ username: 'admin', password: wrong });
  const answers = await Promise.all([
    fetch(`${base}/connections?password=${wrong}&token=${wrong}`, { headers }),
    fetch(`${base}/migrations?status=${wrong}`, { headers }),
    fetch(`${base}/connections`, { method: 'POST', headers: json, body: login.slice(0, -1) }),
    fetch(`${base}/connections`, { method: 'POST', headers: json, body: `{"password":["${wrong}"]}` }),
    fetch(`${base}/auth/login`, { method: 'POST', headers: json, body: `{"password":{"a":"${wrong}"}}` }),
    fetch(`${base}/session`, { headers: { authorization: `Bearer ${wrong}` } }),
  ]);
  for (const answer of answers) note('answers to misplaced secrets', await answer.text());
}

test('a migration through artifact store and links leaves no secret in history, database, logs or answers', async () => {
  const plan = planFor(centres, (await sourceVm(centres, 'herd-03')).id, { strategy: 'cold', route: 'staged' });
  const { id } = await api.createMigration({ body: plan });
  const status = async () => (await api.getMigration({ params: { id } })).status;
  await expect.poll(status, { timeout: 120_000, interval: 300 }).toBe('completed');
  note('process arguments', processArguments());
  note('environment of processes', productEnvironments());
  note('migration', await api.getMigration({ params: { id } }));
  note('timeline', await api.getTimeline({ params: { id } }));
  note('certificate', await api.getCertificate({ params: { id } }));
  note('connections', await api.listConnections());
  await expectNoSecret();
  // What is no secret shows that these places are looked at: the VM's name is where people read it, and not in Temporal.
  const all = await places();
  for (const place of [`decrypted history of migration/${id}`, 'table migration', 'migration']) {
    expect(all.get(place), place).toContain('herd-03');
  }
  expect(all.get('api.log')).toContain(id);
  expect(all.get('environment of processes')).toContain('DROVER_KEY_FILE');
  const stored = [...all].filter(([place]) => place.startsWith('history of '));
  expect(stored.map(([place]) => place)).toContain(`history of migration/${id}`);
  for (const [place, text] of stored) expect(text, place).not.toContain('herd-03');
  // Links that open an artifact are handed to the target, and kept nowhere.
  for (const [place, text] of all) expect(text, place).not.toMatch(/[?&]signature=/);
});

function note(place: string, what: unknown): void {
  const told = what instanceof Error ? { ...what, message: what.message, stack: what.stack } : what;
  seen.set(place, `${seen.get(place) ?? ''}${JSON.stringify(told)}`);
}

async function expectNoSecret(): Promise<void> {
  const all = await places();
  for (const [place, text] of all) expect(text.length, place).toBeGreaterThan(1);
  expect(findSecrets(all, planted)).toEqual([]);
  // The search itself: each secret is found in each place, however it is written there.
  for (const [secret, name] of planted) {
    for (const form of formsOf(secret)) {
      const sample = new Map([['sample', `${all.get('api.log')?.slice(0, 200)}"${form}",`]]);
      expect(findSecrets(sample, planted), form).toContain(`${name} in sample`);
    }
  }
}

async function places(): Promise<Map<string, string>> {
  const logs = ['api.log', 'control.log', 'mover.log'].map((name): [string, string] => [
    name,
    `${name}${readFileSync(join(centres.folder, name), 'utf8')}`,
  ]);
  return new Map([...seen, ...logs, ...kept(), ...(await database()), ...(await histories())]);
}

/** Every row of every table as text. */
async function database(): Promise<Map<string, string>> {
  const { prisma } = centres.database;
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  const dumped = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await prisma.$queryRawUnsafe<{ row: string }[]>(`select row_to_json(t)::text as row from "${name}" t`);
    dumped.set(`table ${name}`, `${name}${rows.map(({ row }) => row).join('\n')}`);
  }
  expect(dumped.get('table connection')).toContain('sealed_secret');
  return dumped;
}

/** Every workflow since this file began: its events and what lists show of it, as Temporal stores them, and decrypted. */
async function histories(): Promise<Map<string, string>> {
  const { workflowService } = centres.client.connection;
  const { namespace } = centres.client.options;
  const told = new Map<string, string>();
  const query = `StartTime >= "${began.toISOString()}"`;
  const { executions } = await workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1000 });
  for (const listed of executions ?? []) {
    const { workflowId, runId } = listed.execution ?? {};
    const handle = centres.client.workflow.getHandle(workflowId ?? '', runId ?? '');
    const events = await handle.fetchHistory();
    told.set(`history of ${workflowId}`, JSON.stringify([listed, events], readable));
    told.set(`decrypted history of ${workflowId}`, JSON.stringify(await decrypted([listed, events]), readable));
  }
  expect([...told.keys()].filter((place) => place.includes('testConnection')).length).toBeGreaterThan(0);
  return told;
}

/** A copy in which every payload, however deep, is as its writer gave it to the codec. */
async function decrypted(value: unknown): Promise<unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return Promise.all(value.map(decrypted));
  if ('metadata' in value && 'data' in value) return (await centres.payloads.decode([value as Payload]))[0];
  const parts = Object.entries(value).map(async ([name, part]) => [name, await decrypted(part)]);
  return Object.fromEntries(await Promise.all(parts));
}

/** Bytes, as text. */
function readable(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  const json = value as { type?: unknown; data?: unknown } | null;
  const isBuffer = typeof json === 'object' && json?.type === 'Buffer' && Array.isArray(json.data);
  return isBuffer ? Buffer.from(json.data as number[]).toString('utf8') : value;
}

/** What the product has written beside database and Temporal: artifacts, journals. Images of disks are not text. */
function kept(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const folder of ['artifacts', 'transfer'].filter((name) => existsSync(join(centres.folder, name)))) {
    const entries = readdirSync(join(centres.folder, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const file = join(entry.parentPath, entry.name);
      if (statSync(file).size < 1_000_000) texts.set(`file ${file}`, `${file} ${readFileSync(file, 'latin1')}`);
    }
  }
  return texts;
}

function productEnvironments(): string {
  const ours = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && /(api|worker)\/main\.ts/.test(procFile(pid, 'cmdline')),
  );
  return ours.map((pid) => procFile(pid, 'environ')).join('\n');
}

function strange(fingerprint: string): string {
  return fingerprint.replace(/[0-9A-F]/g, (digit) => (digit === '0' ? '1' : '0'));
}

function processArguments(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => procFile(pid, 'cmdline')).join('\n');
}

function procFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
