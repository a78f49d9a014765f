import { randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { requestExamples } from '../../api/docs/requestExamples.ts';
import { hashToken } from '../../api/session/secretTokens.ts';
import type { Client } from '../../client/client.ts';
import { type Role, roleSchema } from '../../contract/permission.ts';
import { type MatrixRow, type Place, permissionMatrix } from '../../contract/permissionMatrix.ts';
import { presetInputSchema } from '../../contract/preset.ts';
import type { ObjectKind, RouteDefinition } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import { createMigration } from '../../prisma/queries/migrations.ts';
import { createSession } from '../../prisma/queries/sessions.ts';
import { createUser, findUser } from '../../prisma/queries/users.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';

/** Ids of what one project has. Migrations: by who started them. */
type Objects = Record<Exclude<ObjectKind, 'migration'> | 'target', string> & { migrations: Record<string, string> };

let api: ApiUnderTest;
const tokens = new Map<string, string>();
const projects: Record<'here' | 'elsewhere', Objects> = { here: empty(), elsewhere: empty() };

function empty(): Objects {
  return { project: '', connection: '', target: '', preset: '', plan: '', schedule: '', approval: '', migrations: {} };
}

beforeAll(async () => {
  // Nobody answers there: what is allowed and asks a worker fails at once, and changes nothing.
  api = await startApi({ temporalAddress: '127.0.0.1:1' });
  for (const name of ['here', 'elsewhere'] as const) projects[name] = await fill(name);
  for (const role of roleSchema.options) tokens.set(role, await member(role, role, ['here']));
  tokens.set('both', await member('both', 'viewer', ['here', 'elsewhere']));
});

/** A user whose only role is one in some projects, logged in without a password. */
async function member(name: string, role: Role, projectIds: string[]): Promise<string> {
  const { prisma } = api.database;
  await createUser(prisma, { name, passwordHash: '', role: null });
  const userId = (await findUser(prisma, name))?.id ?? '';
  await prisma.projectGrant.createMany({
    data: projectIds.map((projectId) => ({ projectId, userId, role, grantedBy: 'test' })),
  });
  const token = randomBytes(16).toString('hex');
  const expiresAt = new Date(Date.now() + 3_600_000);
  await createSession(prisma, {
    ...{ kind: 'bearer', tokenHash: hashToken(token), userId, expiresAt },
    ...{ idleExpiresAt: null, address: '127.0.0.1', userAgent: null },
  });
  return token;
}

async function fill(project: string): Promise<Objects> {
  const { prisma } = api.database;
  await prisma.project.create({ data: { id: project, name: project, ownOnly: true, updatedBy: 'test' } });
  const id = (kind: string) => `${kind}-${project}`;
  const login = { url: 'https://x.example.org', username: 'u', sealedSecret: 'sealed', projectId: project };
  const ends = { sourceConnectionId: id('connection'), targetConnectionId: id('target') };
  await prisma.connection.createMany({
    data: [
      { ...login, id: ends.sourceConnectionId, name: id('source'), kind: 'vsphere' },
      { ...login, id: ends.targetConnectionId, name: id('target'), kind: 'proxmox' },
    ],
  });
  const { node, storage, stagingStorage, pool, networks, datastores, hardware } = presetInputSchema.parse({
    ...{ ...ends, name: id('preset'), storage: 'local' },
  });
  const content = { node, storage, stagingStorage, pool, networks, datastores, hardware };
  await prisma.mappingPreset.create({
    data: { ...ends, id: id('preset'), name: id('preset'), content, updatedBy: 't' },
  });
  const plan = { id: id('plan'), name: id('plan'), presetId: id('preset'), settings: {}, updatedBy: 't' };
  const vms = ['vm-101', 'vm-102'].map((ref, position) => ({ ref, position, overrides: {} }));
  await prisma.bulkPlan.create({ data: { ...plan, vms: { create: vms } } });
  const times = { timeZone: 'UTC', calendar: { every: 'week', days: [1], at: '20:00' }, cutover: { mode: 'plan' } };
  await prisma.planSchedule.create({
    data: {
      ...{ ...times, id: id('schedule'), name: id('schedule'), planId: id('plan'), updatedBy: 't' },
      ...{ overlap: 'skip', catchUpMinutes: 60, jitterSeconds: 0 },
    },
  });
  const migrations: Record<string, string> = {};
  for (const owner of [...roleSchema.options, 'somebody']) {
    migrations[owner] = `${owner}-${project}`;
    const source = { connectionId: ends.sourceConnectionId, vm: `vm-${owner}` };
    const target = { ...makePlan().target, connectionId: ends.targetConnectionId };
    const migration = makeMigration({ id: migrations[owner], requestedBy: owner, plan: makePlan({ source, target }) });
    migration.vm = { ref: source.vm, name: source.vm };
    await createMigration(prisma, migration, { idempotencyKey: null, requestHash: null });
  }
  const request = { subject: `migration/somebody-${project}`, subjectName: 'erp', input: {}, requestedBy: 'somebody' };
  const expiresAt = new Date(Date.now() + 3_600_000);
  await prisma.approval.create({
    data: { ...request, id: id('approval'), projectId: project, action: 'cutover', expiresAt },
  });
  return {
    ...{ project, connection: ends.sourceConnectionId, target: ends.targetConnectionId, preset: id('preset') },
    ...{ plan: id('plan'), schedule: id('schedule'), approval: id('approval'), migrations },
  };
}

test('every list can be narrowed to a project, and none of what is not seen is in it', async () => {
  const wide = Object.entries(routes).filter(([, route]: [string, RouteDefinition]) => route.list);
  const whole = wide.filter(([, route]: [string, RouteDefinition]) => !('projectId' in (route.query?.shape ?? {})));
  expect(whole.map(([name]) => name)).toEqual(['listProjects']);

  const narrow = api.clientOf(tokens.get('viewer') ?? '');
  const here = await idsOf(narrow, {});
  expect(here.every((list) => list.length > 0 && list.every((id) => id.endsWith('-here')))).toBe(true);
  expect((await idsOf(narrow, { projectId: 'elsewhere' })).flat()).toEqual([]);
  expect((await narrow.listProjects()).items).toMatchObject([{ id: 'here', connections: 2, members: 5 }]);

  const both = api.clientOf(tokens.get('both') ?? '');
  const there = here.map((list) => list.map((id) => id.replace(/here$/, 'elsewhere')));
  expect(await idsOf(both, { projectId: 'here' })).toEqual(here);
  expect(await idsOf(both, { projectId: 'elsewhere' })).toEqual(there);
  expect((await idsOf(both, {})).flat().toSorted()).toEqual([...here, ...there].flat().toSorted());
  expect((await both.listProjects()).items).toMatchObject([
    { id: 'elsewhere', connections: 2, members: 1 },
    { id: 'here', connections: 2, members: 5 },
  ]);
});

/** What each list shows, by id. */
async function idsOf(client: Client, query: { projectId?: string }): Promise<string[][]> {
  const lists = await Promise.all([
    ...[client.listConnections({ query }), client.listPresets({ query }), client.listPlans({ query })],
    ...[client.listSchedules({ query }), client.listMigrations({ query }), client.listApprovals({ query })],
    client.getOverview({ query }).then(({ open }) => ({ items: open })),
  ]);
  return lists.map(({ items }) => items.map(({ id }) => id).toSorted());
}

/**
 * They end the sessions of who asks, or want the password again, or are for those whose role holds in every project: tried
 * elsewhere.
 */
const untried = new Set(['logout', 'logoutEverywhere', 'changePassword', 'removeLostResidue']);

test('each row of the matrix holds against the API', async () => {
  const rows = permissionMatrix().filter(({ name }) => !untried.has(name));
  const wrong: string[] = [];
  const left = rows.values();
  // Some wait for a Temporal that is not there: many at a time.
  const asking = Array.from({ length: 32 }, async () => {
    for (const row of left) {
      const { status, body } = await ask(row);
      const got = told(row, status, body);
      const what = `${row.name} by ${row.role}, ${row.place}`;
      if (got !== row.verdict) wrong.push(`${what}: ${got} (${status}), not ${row.verdict}`);
    }
  });
  await Promise.all(asking);
  expect(wrong).toEqual([]);
  expect(rows.length).toBeGreaterThan(600);
});

async function ask({ route, name, role, place }: MatrixRow): Promise<{ status: number; body: string }> {
  const parts = fillIn(route, name, { role, place });
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(parts.params[key] ?? 'x')),
  );
  const search = new URLSearchParams(parts.query as Record<string, string>);
  const answer = await fetch(`${api.url}/api/v1${path}?${search}`, {
    method: route.method,
    headers: { authorization: `Bearer ${tokens.get(role)}`, 'content-type': 'application/json', 'if-match': '"0"' },
    ...(route.body ? { body: JSON.stringify(parts.body) } : {}),
  });
  return { status: answer.status, body: await answer.text() };
}

/** A request of the route that names the objects of a place. `"0"` is no version: edits stop there. */
function fillIn(route: RouteDefinition, name: string, { role, place }: { role: Role; place: Place }) {
  const objects = place === 'elsewhere' ? projects.elsewhere : projects.here;
  const example = Reflect.get(requestExamples, name) ?? {};
  const body = structuredClone(example) as Record<string, unknown>;
  if ('name' in body) body['name'] = randomUUID();
  if ('expiresAt' in body) body['expiresAt'] = new Date(Date.now() + 3_600_000).toISOString();
  const params: Record<string, unknown> = { name: 'pause', key: 'sessionHours', user: 'nobody' };
  const parts = { params, query: {} as Record<string, unknown>, body };
  let connections = 0;
  for (const { kind, at } of route.objects ?? []) {
    const owner = place === 'own' ? role : 'somebody';
    const id =
      kind === 'migration'
        ? objects.migrations[owner]
        : objects[kind === 'connection' && connections++ ? 'target' : kind];
    place === 'elsewhere' && kind === 'project' && name === 'updateConnection' ? undefined : set(parts, at, id);
  }
  if (name === 'listForecasts') parts.query['vm'] = 'vm-101';
  return parts;
}

function set(parts: Record<string, unknown>, at: string, value: unknown): void {
  const names = at.split('.');
  let into = parts;
  for (const name of names.slice(0, -1)) into = into[name] as Record<string, unknown>;
  into[names.at(-1) ?? ''] = value;
}

function told({ route, place }: MatrixRow, status: number, body: string): MatrixRow['verdict'] | string {
  if (status === 401 || status === 429) return 'not judged';
  if (status === 400) return `invalid: ${body}`;
  if (status === 403) return body.includes('"auth.forbidden"') ? 'forbidden' : 'refused';
  if (status === 404 && /"detail":"There is no [a-z ]+ \S*-?elsewhere/.test(body)) return 'hidden';
  if (!route.list || place !== 'elsewhere') return 'allowed';
  return body.includes('elsewhere') ? 'leaked' : 'empty';
}
