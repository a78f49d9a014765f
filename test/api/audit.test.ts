import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { requestExamples } from '../../api/docs/requestExamples.ts';
import type { Client } from '../../client/client.ts';
import type { AuditLine, ChainedEvent, SignedHead } from '../../contract/audit.ts';
import { permissions } from '../../contract/permission.ts';
import type { RouteDefinition } from '../../contract/route.ts';
import { type RouteName, routes } from '../../contract/routes.ts';
import { followChain } from '../../proof/auditChain.ts';
import { refuseHead } from '../../proof/auditHead.ts';
import { runDrover } from '../cli/runDrover.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let client: Client;
const tokens = { admin: '', viewer: '' };
/** By the first part of a path. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi();
  [tokens.admin, tokens.viewer] = await Promise.all([api.token(), api.token('viewer')]);
  client = api.clientOf(tokens.admin);
  await client.updateSettings({ body: { readsPerMinute: null, commandsPerMinute: null } });
  await api.startWorker();
});

const eventsOf = (requestId: string) =>
  client.listAuditEvents({ query: { requestId } }).then(({ items }) => items.toReversed());

type AuditQuery = NonNullable<NonNullable<Parameters<Client['listAuditEvents']>[0]>['query']>;

/** They end the login that the others need. */
const ending = ['logout', 'logoutEverywhere', 'changePassword'];

/** Everything but GET that changes something, by name; removals last, so that there is something to change. */
const changing = (Object.entries(routes) as [RouteName, RouteDefinition][])
  .filter(
    ([name, { method, permission, safe }]) =>
      method !== 'GET' && permission !== 'public' && !safe && !ending.includes(name),
  )
  .toSorted(([, a], [, b]) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));

async function send(
  name: RouteName,
  { method, path }: RouteDefinition,
  { token, body, params }: { token: string; body?: unknown; params?: Record<string, string> },
) {
  const requestId = randomUUID();
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => params?.[parameter] ?? 'x');
  const answer = await fetch(`${api.url}/api/v1${filled}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'x-correlation-id': requestId,
      'content-type': 'application/json',
      'if-match': '*',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { name, requestId, status: answer.status, answer: await answer.text() };
}

test('whatever is refused for want of a permission is in the trail, with who, from where and why', async () => {
  for (const [name, route] of changing) {
    if (route.permission === 'public' || permissions[route.permission].roles.includes('viewer')) continue;
    const { requestId, status } = await send(name, route, { token: tokens.viewer });
    expect(status, name).toBe(403);
    const events = await eventsOf(requestId);
    expect(events, name).toMatchObject([
      {
        ...{ actor: 'viewer', outcome: 'refused', code: 'auth.forbidden', credential: 'session', workflowId: null },
        ...{
          actorId: expect.any(String),
          address: expect.stringContaining('127.0.0.1'),
          action: expect.stringMatching(/^\w+\.\w+$/),
        },
      },
    ]);
  }
});

test('every route that changes something leaves an event that says what came of it', async () => {
  const { source, target } = await addConnections(client);
  const plan = (vm: string) => ({
    source: { connectionId: source, vm },
    target: { connectionId: target, node: 'pve1', storage: 'local' },
  });
  const migration = await client.createMigration({ body: plan('vm-1') });
  const preset = {
    ...{ name: 'p', sourceConnectionId: source, targetConnectionId: target, node: 'pve1', storage: 'local' },
    ...{ networks: [], datastores: [] },
  };
  const { id: presetId } = await client.createPreset({ body: preset });
  const bulk = { name: 'b', presetId, vms: [{ ref: 'vm-2' }] };
  const { id: planId } = await client.createPlan({ body: bulk });
  const timing = requestExamples.previewSchedule;
  const schedule = await client.createSchedule({ body: { name: 's', planId, vms: null, ...timing } });
  const spare = await client.createConnection({ body: { ...requestExamples.createConnection, name: 'spare' } });
  const robot = await client.createUser({ body: { name: 'robot', kind: 'service', role: 'viewer' } });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const apiToken = { ...requestExamples.createToken, expiresAt };
  const made = await client.createServiceToken({ params: { id: robot.id }, body: apiToken });
  const [viewer] = (await client.listUsers({ query: { search: 'viewer' } })).items;
  const [session] = (await client.listUserSessions({ params: { id: viewer?.id ?? '' } })).items;
  const group = await client.createGroupRole({ body: { realm: 'oidc', group: 'ops', role: 'viewer' } });
  Object.assign(ids, { identity: group.id, users: robot.id, tokens: made.id, sessions: session?.id });
  const project = await client.createProject({ body: { name: 'elsewhere' } });
  Object.assign(ids, {
    projects: project.id,
    presets: presetId,
    plans: planId,
    schedules: schedule.id,
    migrations: migration.id,
  });
  const bodies: Partial<Record<RouteName, unknown>> = {
    ...{ createPreset: { ...preset, name: 'p2' }, createPlan: { ...bulk, name: 'b2' }, createMigration: plan('vm-3') },
    ...{ createSchedule: { name: 's2', planId, vms: null, ...timing }, updatePreset: { name: 'p3' } },
    ...{ updatePlan: { name: 'b3' }, updateConnection: { password: 'planted-secret' }, startPlan: undefined },
    ...{ createToken: apiToken, updateUser: { role: 'operator' } },
    ...{ createServiceToken: { ...apiToken, name: 'second' }, setMember: { user: 'robot', role: 'operator' } },
    ...{ commandMigration: {}, testConnectionChange: { password: 'planted-secret' } },
  };
  const outcomes: Record<string, string> = {};
  for (const [name, route] of changing) {
    const collection = route.path.split('/')[1] ?? '';
    const connection = name === 'deleteConnection' ? spare.id : source;
    const params = {
      ...{ id: collection === 'connections' ? connection : (ids[collection] ?? 'x'), key: 'sessionHours' },
      ...{ migrationId: migration.id, name: 'pause', user: 'robot' },
    };
    const body = name in bodies ? bodies[name] : Reflect.get(requestExamples, name);
    const { requestId, status, answer } = await send(name, route, { token: tokens.admin, body, params });
    const events = await eventsOf(requestId);
    const last = events.at(-1);
    const expected = status < 400 ? 'done' : status < 500 ? 'refused' : 'failed';
    expect(last, `${name}: ${status} ${answer}`).toMatchObject({ outcome: expected, actor: 'admin' });
    expect(last?.code ?? null, name).toBe(status < 400 ? null : JSON.parse(answer).code);
    // A machine with other work may let a question wait for too long.
    if (last?.code !== 'worker.unavailable') outcomes[name] = last?.outcome ?? '';
  }
  const rest = Object.entries(outcomes).filter(([, outcome]) => outcome !== 'done');
  // A migration at its start has no target to look at and leaves nothing behind, and keeps plan and preset in use.
  // Nothing waits for a second person: approvals.test.ts has that.
  const refused = [
    'takePicture',
    'removeResidue',
    'removeLostResidue',
    'deletePlan',
    'deletePreset',
    'approve',
    'refuse',
  ];
  expect(Object.fromEntries(rest)).toEqual(Object.fromEntries(refused.map((name) => [name, 'refused'])));

  const [intended, taken] = (await client.listAuditEvents({ query: { action: 'migration.pause' } })).items.toReversed();
  expect(intended).toMatchObject({ outcome: 'intended', workflowId: migration.workflowId });
  expect(taken).toMatchObject({ outcome: 'done', workflowId: migration.workflowId, detail: { taken: true } });
  const [rotated] = (await client.listAuditEvents({ query: { action: 'connection.update' } })).items;
  expect(rotated).toMatchObject({ before: { sealedSecret: '***' }, after: { sealedSecret: '***' } });
  const [set] = (await client.listAuditEvents({ query: { subject: 'settings', outcome: 'done', limit: 1 } })).items;
  expect(set).toMatchObject({ before: { sessionHours: 8 }, after: { sessionHours: 12 } });
  const everything = await api.database.prisma.auditEvent.findMany();
  expect(JSON.stringify(everything, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
    'planted-secret',
  );
});

test('lists filter by all that an event tells, and page without gaps while new ones come', async () => {
  const whole = (await client.listAuditEvents({ query: { action: 'plan', limit: 500 } })).items;
  expect(new Set(whole.map(({ action }) => action.split('.')[0]))).toEqual(new Set(['plan']));
  const first = await client.listAuditEvents({ query: { action: 'plan', limit: 2 } });
  await client.deletePlan({ params: { id: 'none' }, ifMatch: '*' }).catch(() => undefined);
  const cursor = first.nextCursor ?? '';
  const second = await client.listAuditEvents({ query: { action: 'plan', limit: 500, cursor } });
  expect([...first.items, ...second.items]).toEqual(whole);
  const { at = '' } = whole.at(-1) ?? {};
  expect((await client.listAuditEvents({ query: { action: 'plan', to: at } })).items).toEqual([]);
  expect((await client.listAuditEvents({ query: { action: 'plan', from: at, limit: 500 } })).items.length).toBe(
    whole.length + 1,
  );
  const newest = async (query: AuditQuery) =>
    (await client.listAuditEvents({ query: { limit: 1, ...query } })).items[0];
  expect(await newest({ actor: 'nobody' })).toBeUndefined();
  expect(await newest({ address: '203.0.113.9' })).toBeUndefined();
  const byAddress = await newest({ address: '127.0.0.1', outcome: 'refused' });
  expect(byAddress).toMatchObject({ address: expect.stringContaining('127.0.0.1'), outcome: 'refused' });
  const told = await newest({ action: 'migration.pause' });
  const workflowId = told?.workflowId ?? '';
  expect(workflowId).toMatch(/^migration\//);
  const ofRun = await client.listAuditEvents({ query: { workflowId, limit: 500 } });
  expect(new Set(ofRun.items.map((event) => event.workflowId))).toEqual(new Set([workflowId]));
  expect(ofRun.items).toContainEqual(told);
});

test('an export can be followed without the server, ends with a signed head, and goes on where it ended', async () => {
  const [lines, head] = split(await collect(await client.exportAudit()));
  let end: { position: number; hash: string } = { position: 0, hash: '0'.repeat(64) };
  for (const line of lines) {
    const followed = followChain(end, line);
    if ('kind' in followed) throw new Error(followed.detail);
    end = followed;
  }
  expect(head.head).toMatchObject(end);
  expect(refuseHead(head)).toBeNull();
  expect(refuseHead({ ...head, head: { ...head.head, position: end.position - 1 } })).not.toBeNull();

  await client.testConnection({ params: { id: (await client.listConnections()).items[0]?.id ?? '' } });
  const [more] = split(await collect(await client.exportAudit({ query: { after: end.position } })));
  expect(more[0]).toMatchObject({ position: end.position + 1, previousHash: end.hash });
  expect(more.map(({ event }) => event.action)).toEqual(['connection.test', 'audit.export']);
  await expect(client.exportAudit({ query: { after: 10 ** 9 } })).rejects.toMatchObject({ problem: { status: 404 } });
  expect(await client.checkAudit({ body: { known: end } })).toMatchObject({ ok: true, earlierEvents: 0, fault: null });
  const strange = { ...end, hash: 'e'.repeat(64) };
  expect(await client.checkAudit({ body: { known: strange } })).toMatchObject({
    ok: false,
    fault: { kind: 'altered' },
  });
});

test('drover lists, exports, and checks offline and online', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const environment = { DROVER_SESSION_FILE: join(folder, 'session.json'), DROVER_URL: api.url };
  const run = (args: string[], input?: string) => runDrover(args, { environment, input });
  expect(await run(['login', '--user', 'admin', '--password-stdin'], 'test\n')).toMatchObject({ code: 0 });
  const listed = await run(['audit', 'list', '--action', 'session', '--limit', '1']);
  expect(listed.stdout).toMatch(/admin .*127\.0\.0\.1 .*session\.create .*done/);
  const file = join(folder, 'audit.jsonl');
  expect(await run(['audit', 'export', file])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('events are in'),
  });
  expect(await run(['audit', 'check', '--since', file])).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining('still holds') },
  });
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"actor":"viewer"', '"actor":"nobody"'));
  expect(await run(['audit', 'check', '--file', file])).toMatchObject({
    ...{ code: 1, stderr: expect.stringMatching(/at place \d+ \(altered\)/) },
  });
});

async function collect<T>(lines: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

function split(lines: AuditLine[]): [ChainedEvent[], SignedHead] {
  const events = lines.filter((line): line is ChainedEvent => 'event' in line);
  const last = lines.at(-1);
  if (last === undefined || 'event' in last) throw new Error('The export has no head.');
  return [events, last];
}
