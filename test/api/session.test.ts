import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../client/client.ts';
import { routes } from '../../contract/routes.ts';
import { defaultSettings } from '../../contract/settings.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';
import { BrowserAt } from './browserAt.ts';

/** Routes that change migrations, or show what is on the disks. */
const operators = [
  'refreshInventory',
  'preflight',
  'createMigration',
  'commandMigration',
  'listArtifacts',
  'removeResidue',
  'removeLostResidue',
  'createPreset',
  'updatePreset',
  'deletePreset',
  'createPlan',
  'updatePlan',
  'deletePlan',
  'checkPlan',
  'startPlan',
  'createSchedule',
  'updateSchedule',
  'deleteSchedule',
  'pauseSchedule',
  'resumeSchedule',
  'runSchedule',
  'takePicture',
];

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi({ trustedProxies: ['loopback'] });
});

test('a login gives a token that works until logout', async () => {
  const client = await api.client();
  expect(await client.me()).toMatchObject({ name: 'admin', role: 'admin' });
  await client.logout();
  await expect(client.me()).rejects.toMatchObject({ problem: { status: 401, code: 'auth.required' } });
});

test('administrators set how long a login holds, others may not; each change is audited', async () => {
  const admin = await api.client();
  expect(await admin.updateSettings({ body: { sessionHours: 1 } })).toEqual({ ...defaultSettings, sessionHours: 1 });
  const { expiresAt } = await createClient({ baseUrl: api.url }).login({
    body: { username: 'admin', password: 'test' },
  });
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(3_600_000);
  const operator = await api.client('operator');
  expect(await operator.getSettings()).toMatchObject({ sessionHours: 1 });
  await expect(operator.updateSettings({ body: { sessionHours: 2 } })).rejects.toMatchObject({
    problem: { code: 'auth.forbidden' },
  });
  await expect(admin.updateSettings({ body: { sessionHours: 0 } })).rejects.toMatchObject({ problem: { status: 400 } });
  const [event] = await api.database.prisma.auditEvent.findMany({ where: { action: 'settings.update' } });
  expect(event).toMatchObject({ before: { sessionHours: 12 }, after: { sessionHours: 1 } });
});

test('limits are kept as a whole calendar, and one that makes no sense is refused', async () => {
  const admin = await api.client();
  const window = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', bytesPerSecond: 0 };
  const overall = { bytesPerSecond: null, timeZone: 'Europe/Berlin', windows: [window] };
  const reads = { perMover: 32, perHost: null, perDatastore: 8 };
  const limits = { overall, connections: { some: { ...overall, windows: [] } }, reads };
  expect((await admin.updateSettings({ body: { limits } })).limits).toEqual(limits);
  expect((await admin.getSettings()).limits).toEqual(limits);
  const nowhere = { ...limits, overall: { ...overall, timeZone: 'Nowhere/City' } };
  await expect(admin.updateSettings({ body: { limits: nowhere } })).rejects.toMatchObject({ problem: { status: 400 } });
  const none = { ...limits, reads: { ...reads, perHost: 0 } };
  await expect(admin.updateSettings({ body: { limits: none } })).rejects.toMatchObject({ problem: { status: 400 } });
  const { reads: _, ...ratesAlone } = defaultSettings.limits;
  // What clients of an earlier release send: caps are as usual then.
  expect((await admin.updateSettings({ body: { limits: ratesAlone } })).limits).toEqual(defaultSettings.limits);
});

test('the token itself is nowhere in the database', async () => {
  const token = await api.token();
  const sessions = await api.database.prisma.session.findMany();
  expect(JSON.stringify(sessions)).not.toContain(token);
});

test('a login that the audit trail cannot be told of leaves no session', async () => {
  const { prisma } = api.database;
  const credentials = { username: 'admin', password: 'test' };
  const before = await prisma.session.count();
  await prisma.$executeRaw`
    alter table audit_event add constraint full_up check (action <> 'session.create' or outcome <> 'done') not valid`;
  onTestFinished(async () => void (await prisma.$executeRaw`alter table audit_event drop constraint full_up`));
  const login = createClient({ baseUrl: api.url }).login({ body: credentials });
  await expect(login).rejects.toMatchObject({ problem: { status: 500 } });
  expect((await new BrowserAt(api.url).ask('POST', '/auth/console', { body: credentials })).status).toBe(500);
  expect(await prisma.session.count()).toBe(before);
});

test('an expired session is none', async () => {
  const client = await api.client('viewer');
  await client.me();
  await api.database.prisma.session.updateMany({ data: { expiresAt: new Date(Date.now() - 1000) } });
  await expect(client.me()).rejects.toMatchObject({ problem: { code: 'auth.required' } });
});

test('every route but those to log in, health and readiness wants a login', async () => {
  const open: string[] = [];
  // Elsewhere: refused logins are counted by address.
  const headers = { 'x-forwarded-for': '192.0.2.1' };
  for (const [name, { method, path }] of Object.entries(routes)) {
    const answer = await fetch(`${api.url}/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`, { method, headers });
    if (answer.status !== 401) open.push(name);
    else expect(await answer.json()).toMatchObject({ code: 'auth.required' });
  }
  const logins = ['createTokenPair', 'getConsoleState', 'login', 'loginConsole', 'refreshTokenPair', 'setUp'];
  const elsewhere = [
    'listLoginWays',
    'loginDirectory',
    'loginDirectoryConsole',
    'beginProviderLogin',
    'finishProviderLogin',
  ];
  const devices = ['beginDeviceLogin', 'pollDeviceLogin'];
  expect(open.sort()).toEqual([...logins, ...elsewhere, ...devices, 'health', 'readiness'].sort());
});

test('logins elsewhere are not offered where nothing is set up', async () => {
  const anybody = createClient({ baseUrl: api.url });
  expect(await anybody.listLoginWays()).toEqual({ directory: false, provider: null });
  const notOffered = { problem: { status: 404, code: 'auth.not-offered' } };
  await expect(anybody.beginProviderLogin()).rejects.toMatchObject(notOffered);
  await expect(anybody.pollDeviceLogin({ body: { handle: 'x' } })).rejects.toMatchObject(notOffered);
  const body = { username: 'alice', password: 'x' };
  await expect(anybody.loginDirectory({ body })).rejects.toMatchObject(notOffered);
});

test('a role may do what it was given, and no more', async () => {
  const viewer = await api.client('viewer');
  await viewer.listMigrations();
  const body = { name: 'x', kind: 'vsphere', url: 'https://x.example.org', username: 'u', password: 'p' } as const;
  await expect(viewer.createConnection({ body })).rejects.toMatchObject({
    problem: { status: 403, code: 'auth.forbidden', detail: 'viewer lacks the permission connections:write.' },
  });
});

const administrators = [
  ...['createConnection', 'updateConnection', 'deleteConnection', 'testConnectionChange'],
  ...['updateSettings', 'resetSetting', 'listAuditEvents', 'exportAudit', 'checkAudit'],
  ...['getKeys', 'rotateKeys', 'decodePayloads', 'encodePayloads'],
  ...['listUsers', 'createUser', 'getUser', 'updateUser', 'unlockUser'],
  ...['listUserSessions', 'listUserTokens', 'createServiceToken'],
  ...['createProject', 'updateProject', 'setMember', 'removeMember'],
  ...['checkDirectory', 'listGroupRoles', 'createGroupRole', 'updateGroupRole', 'deleteGroupRole'],
];
const approvers = ['approve', 'refuse'];
/** They end the sessions of who asks, or count as tries of a password. */
const leftOut = ['logout', 'logoutEverywhere', 'changePassword'];

test.each([
  ['viewer', [...administrators, ...operators, ...approvers]],
  ['operator', [...administrators, ...approvers]],
  ['approver', [...administrators, ...operators]],
] as const)('of all routes %s is refused these, whatever is sent: %j', async (role, expected) => {
  const headers = { authorization: `Bearer ${await api.token(role)}` };
  const refused: string[] = [];
  for (const [name, { method, path, permission }] of Object.entries(routes)) {
    if (permission === 'public' || leftOut.includes(name)) continue;
    const answer = await fetch(`${api.url}/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`, { method, headers });
    expect(answer.status, name).not.toBe(401);
    if (answer.status === 403) refused.push(name);
  }
  expect(refused.sort()).toEqual([...expected].sort());
});

test('wrong password and unknown user look the same, and the eleventh attempt is throttled', async () => {
  const login = (username: string) =>
    createClient({ baseUrl: api.url }).login({ body: { username, password: 'wrong' } });
  await api.token();
  const problems: unknown[] = [];
  for (let attempt = 0; attempt < 11; attempt += 1) {
    const username = attempt % 2 ? 'admin' : 'nobody';
    await login(username).catch((error) => problems.push(error.problem));
  }
  const [unknown, wrong] = problems as { detail: string }[];
  expect(unknown).toMatchObject({ status: 401, code: 'auth.invalid' });
  expect(wrong?.detail).toBe(unknown?.detail);
  expect(problems.at(-1)).toMatchObject({ status: 429, code: 'auth.throttled' });
  const events = await api.database.prisma.auditEvent.findMany({
    where: { action: 'session.create', outcome: 'refused' },
  });
  expect(events.length).toBe((problems as { code: string }[]).filter(({ code }) => code === 'auth.invalid').length);
});
