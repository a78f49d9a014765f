import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { planFor, sourceVm } from './migration.ts';

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
  await expectNoSecret();
});

test('a migration through artifact store and links leaves no secret in history, database, logs or answers', async () => {
  const plan = planFor(centres, (await sourceVm(centres, 'herd-03')).id, { strategy: 'cold', route: 'staged' });
  const { id } = await api.createMigration({ body: plan });
  const status = async () => (await api.getMigration({ params: { id } })).status;
  await expect.poll(status, { timeout: 120_000, interval: 300 }).toBe('completed');
  note('process arguments', processArguments());
  note('migration', await api.getMigration({ params: { id } }));
  note('timeline', await api.getTimeline({ params: { id } }));
  note('certificate', await api.getCertificate({ params: { id } }));
  note('connections', await api.listConnections());
  await expectNoSecret();
  expect((await histories()).get(`history of migration/${id}`)?.includes('herd-03')).toBe(true);
  // Links that open an artifact are handed to the target, and kept nowhere.
  for (const [place, text] of await places()) expect(text, place).not.toMatch(/[?&]signature=/);
});

function note(place: string, what: unknown): void {
  const told = what instanceof Error ? { ...what, message: what.message, stack: what.stack } : what;
  seen.set(place, `${seen.get(place) ?? ''}${JSON.stringify(told)}`);
}

async function expectNoSecret(): Promise<void> {
  const found: string[] = [];
  for (const [place, text] of await places()) {
    expect(text.length, place).toBeGreaterThan(1);
    for (const [secret, name] of planted) if (text.includes(secret)) found.push(`${name} in ${place}`);
  }
  expect(found).toEqual([]);
}

async function places(): Promise<Map<string, string>> {
  const logs = ['api.log', 'control.log', 'mover.log'].map((name): [string, string] => [
    name,
    `${name}${readFileSync(join(centres.folder, name), 'utf8')}`,
  ]);
  return new Map([...seen, ...logs, ...(await database()), ...(await histories())]);
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

/** Events with all their payloads, and memos, of every workflow since this file began. */
async function histories(): Promise<Map<string, string>> {
  const told = new Map<string, string>();
  const query = `StartTime >= "${began.toISOString()}"`;
  for await (const execution of centres.client.workflow.list({ query })) {
    const { workflowId, memo } = execution;
    const history = await centres.client.workflow.getHandle(workflowId, execution.runId).fetchHistory();
    told.set(`history of ${workflowId}`, JSON.stringify([memo, history], readable));
  }
  expect([...told.keys()].filter((place) => place.includes('testConnection')).length).toBeGreaterThan(0);
  return told;
}

/** Payloads are bytes, which a history shows in base64. */
function readable(key: string, value: unknown): unknown {
  return key === 'data' && typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : value;
}

function strange(fingerprint: string): string {
  return fingerprint.replace(/[0-9A-F]/g, (digit) => (digit === '0' ? '1' : '0'));
}

function processArguments(): string {
  const lines = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return lines.map(argumentsOf).join('\n');
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
