import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Client, createClient } from '../../client/client.ts';
import type { Role } from '../../contract/permission.ts';
import { createLdapDirectory } from '../../identity/ldap/ldapDirectory.ts';
import { createOidcProvider } from '../../identity/oidc/oidcProvider.ts';
import { type ApiUnderTest, startApi } from '../api/apiUnderTest.ts';
import { BrowserAt } from '../api/browserAt.ts';
import { runDrover } from '../cli/runDrover.ts';
import { confirmForms, followRedirects } from '../support/formBrowser.ts';
import { startOidcServer, type TestOidcServer } from '../support/oidcServer.ts';
import { ldapOptionsOf, type TestSlapd, useSlapd } from '../support/slapd.ts';

const publicUrl = 'https://drover.example.org';
const redirect = `${publicUrl}/login/provider`;
let api: ApiUnderTest;
let admin: Client;
let slapd: TestSlapd;
let server: TestOidcServer;

beforeAll(async () => {
  slapd = await useSlapd();
  const client = { client_id: 'drover', client_secret: 'secret-of-drover', redirect_uris: [redirect] };
  const grants = ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'];
  server = await startOidcServer([{ ...client, grant_types: grants }], { erin: ['ops'], frank: [] });
  const identityProvider = createOidcProvider({
    ...{ issuer: server.issuer, clientId: 'drover', clientSecret: 'secret-of-drover', name: 'Test', ca: server.ca },
    ...{ scopes: 'openid profile', groupsClaim: 'groups', nameClaim: 'preferred_username', clockToleranceSeconds: 5 },
  });
  api = await startApi({ directory: createLdapDirectory(ldapOptionsOf(slapd)), identityProvider, publicUrl });
  admin = await api.client();
  await admin.updateSettings({ body: { loginFailuresPerMinute: 100 } });
});
afterAll(() => server.close());

const anybody = () => createClient({ baseUrl: api.url });
const login = (username: string, password = `${slapd.password}-${username}`) =>
  anybody().loginDirectory({ body: { username, password } });
const operators = 'CN=Operators, ou=groups,dc=example,dc=org';
const refusedWith = (code: string) => ({ problem: { code } });
const eventsOf = async (subject: string) => (await admin.listAuditEvents({ query: { subject } })).items;

test('a group gives its members a role, which each login works out anew', async () => {
  expect(await anybody().listLoginWays()).toEqual({ directory: true, provider: 'Test' });
  await expect(login('alice')).rejects.toMatchObject({ problem: { status: 403, code: 'auth.no-role' } });
  const made = await admin.createGroupRole({ body: { realm: 'ldap', group: operators, role: 'operator' } });
  await expect(
    admin.createGroupRole({ body: { realm: 'ldap', group: operators.toLowerCase(), role: 'viewer' } }),
  ).rejects.toMatchObject({ problem: { code: 'request.conflict' } });
  expect(await admin.checkDirectory({ body: { username: 'alice' } })).toMatchObject({ user: { role: 'operator' } });

  const { token, user } = await login('alice');
  expect(user).toMatchObject({ name: 'alice@ldap', role: 'operator' });
  const alice = api.clientOf(token);
  expect(await alice.me()).toMatchObject({ name: 'alice@ldap', role: 'operator' });
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const kept = await alice.createToken({ body: { name: 'laptop', scopes: ['migrations:read'], expiresAt } });
  await api.clientOf(kept.token).listMigrations();

  await admin.updateGroupRole({ params: { id: made.id }, body: { role: 'viewer' } });
  expect((await login('alice')).user).toMatchObject({ id: user.id, role: 'viewer' });
  await expect(login('carol')).rejects.toMatchObject(refusedWith('auth.no-role'));

  await admin.deleteGroupRole({ params: { id: made.id } });
  expect(await admin.listGroupRoles()).toEqual({ items: [] });
  await expect(login('alice')).rejects.toMatchObject(refusedWith('auth.no-role'));
  // The refusal has ended what earlier logins had left.
  await expect(alice.me()).rejects.toMatchObject(refusedWith('auth.required'));
  await expect(api.clientOf(kept.token).listMigrations()).rejects.toMatchObject(refusedWith('auth.required'));
  expect(await eventsOf('user/alice@ldap')).toMatchObject([
    {
      ...{ action: 'session.create', outcome: 'refused', code: 'auth.no-role', actorId: user.id, credential: 'ldap' },
      detail: { realm: 'ldap', sessionsEnded: 2, revoked: 1 },
    },
    { action: 'session.create', outcome: 'done', credential: 'ldap' },
    { action: 'user.update', before: { role: 'operator' }, after: { role: 'viewer' } },
    { action: 'token.create' },
    { action: 'session.create', outcome: 'done', actorId: user.id },
    { action: 'user.create', after: { name: 'alice@ldap', role: 'operator' } },
    { action: 'session.create', outcome: 'refused', code: 'auth.no-role', actorId: null },
  ]);
});

test('groups give roles in projects, which add up, are told apart from those by hand, and go as they came', async () => {
  const accounting = await admin.createProject({ body: { name: 'accounting' } });
  const sales = await admin.createProject({ body: { name: 'sales' } });
  const inAccounting = { params: { id: accounting.id } };
  const alice = { params: { id: accounting.id, user: 'alice@ldap' } };
  const group = (cn: string) => `cn=${cn},ou=groups,dc=example,dc=org`;
  const give = (cn: string, role: Role, projectId: string) =>
    admin.createGroupRole({ body: { realm: 'ldap', group: group(cn), role, projectId } });
  const rolesOf = (rows: { role: Role; group: string | null }[]) =>
    rows.map((row) => `${row.role} ${row.group ?? 'by hand'}`).toSorted();
  const members = async () => rolesOf((await admin.listMembers(inAccounting)).items);

  // A role by hand lets nobody in whom no group lets in.
  await admin.setMember({ params: { id: sales.id }, body: { user: 'alice@ldap', role: 'viewer' } });
  await expect(login('alice')).rejects.toMatchObject(refusedWith('auth.no-role'));
  await expect(give('team', 'viewer', 'nowhere')).rejects.toMatchObject(refusedWith('request.not-found'));
  const operating = await give('operators', 'operator', accounting.id);
  const approving = await give('team', 'approver', accounting.id);
  const cycle = await give('loop-a', 'admin', accounting.id);
  await expect(give('Team', 'viewer', accounting.id)).rejects.toMatchObject(refusedWith('request.conflict'));
  expect(approving).toMatchObject({ projectId: accounting.id, projectName: 'accounting' });
  const both = [`approver ${group('team')}`, `operator ${group('operators')}`];
  const checked = (await admin.checkDirectory({ body: { username: 'alice' } })).user;
  expect([checked?.role, rolesOf(checked?.grants ?? [])]).toEqual([null, both]);

  const { token, user } = await login('alice');
  expect([user.role, rolesOf(user.grants)]).toEqual([null, [...both, 'viewer by hand']]);
  expect(user.permissions).toEqual(expect.arrayContaining(['migrations:create', 'approvals:decide']));
  const session = api.clientOf(token);
  expect((await session.listProjects({ query: {} })).items.map(({ name }) => name)).toEqual(['accounting', 'sales']);
  await expect(session.listGroupRoles()).rejects.toMatchObject(refusedWith('auth.forbidden'));

  await expect(admin.removeMember(alice)).rejects.toMatchObject({ problem: { status: 409, code: 'member.by-group' } });
  for (const role of ['admin', 'viewer'] as const) {
    await admin.setMember({ ...inAccounting, body: { user: 'alice@ldap', role } });
    expect(await members()).toEqual([...both, `${role} by hand`].toSorted());
  }
  await admin.removeMember(alice);
  expect(await members()).toEqual(both);

  // What changes about a group's role in a project counts at once for those who have it.
  await admin.updateGroupRole({ params: { id: operating.id }, body: { role: 'viewer' } });
  await admin.deleteGroupRole({ params: { id: approving.id } });
  expect((await session.me()).grants).toMatchObject([
    { projectName: 'accounting', role: 'viewer', group: group('operators') },
    { projectName: 'sales', role: 'viewer', group: null },
  ]);
  // As if alice had been in that group at the last login.
  const leftGroup = { projectId: accounting.id, userId: user.id, role: 'admin', groupRoleId: cycle.id };
  const { prisma } = api.database;
  await prisma.projectGrant.create({ data: { ...leftGroup, grantedBy: 'admin' } });
  expect(rolesOf((await login('alice')).user.grants)).toEqual(['viewer by hand', `viewer ${group('operators')}`]);
  await admin.deleteGroupRole({ params: { id: operating.id } });
  await prisma.projectGrant.create({ data: { ...leftGroup, grantedBy: 'admin' } });
  await expect(login('alice')).rejects.toMatchObject(refusedWith('auth.no-role'));
  expect(await members()).toEqual([]);

  const told = (await eventsOf(`project/${accounting.id}`)).filter(({ actor }) => actor === 'alice@ldap').toReversed();
  const roleIn = (content: unknown) => (content as { role?: string } | null)?.role ?? false;
  expect(told.map(({ before, after, detail }) => [roleIn(before), roleIn(after), detail['group']])).toEqual([
    // In the order of the groups' names.
    [false, 'operator', group('operators')],
    [false, 'approver', group('team')],
    ['admin', false, group('loop-a')],
    ['admin', false, group('loop-a')],
  ]);
  expect(await eventsOf(`groupRole/${operating.id}`)).toMatchObject([
    { action: 'groupRole.delete', before: { role: 'viewer', projectId: accounting.id }, detail: { members: 1 } },
    { action: 'groupRole.update', before: { role: 'operator' }, after: { role: 'viewer' }, detail: { members: 1 } },
    { action: 'groupRole.create', after: { role: 'operator', projectId: accounting.id } },
  ]);
  await prisma.project.deleteMany({ where: { id: { in: [accounting.id, sales.id] } } });
  expect(await admin.listGroupRoles()).toEqual({ items: [] });
  expect(await admin.getUser({ params: { id: user.id } })).toMatchObject({ grants: [] });
});

test('two first logins of one person at once make one user, who is let in until disabled', async () => {
  await admin.createGroupRole({ body: { realm: 'ldap', group: operators, role: 'operator' } });
  const both = await Promise.all([login('eve'), login('eve')]);
  expect(both[0].user).toEqual(both[1].user);
  const { id } = both[0].user;
  expect(await admin.getUser({ params: { id } })).toMatchObject({ name: 'eve@ldap', origin: 'ldap', kind: 'user' });
  await admin.updateUser({ params: { id }, body: { disabled: true }, ifMatch: '*' });
  await expect(login('eve')).rejects.toMatchObject(refusedWith('auth.disabled'));
  await expect(
    anybody().login({ body: { username: 'eve@ldap', password: `${slapd.password}-eve` } }),
  ).rejects.toMatchObject(refusedWith('auth.invalid'));
  expect((await eventsOf('user/eve@ldap'))[1]).toMatchObject({
    outcome: 'refused',
    code: 'auth.disabled',
    actorId: id,
  });
});

test('the console gets a cookie by the directory, and by the provider in the browser that began the login', async () => {
  const browser = new BrowserAt(api.url);
  const body = { username: 'alice', password: `${slapd.password}-alice` };
  const answer = await browser.ask('POST', '/auth/directory/console', { body });
  expect(answer).toMatchObject({ status: 200, body: { user: { name: 'alice@ldap' } } });
  expect((await browser.ask('GET', '/auth/console')).body.session).toEqual(answer.body);
  const headers = { origin: 'https://evil.example' };
  const foreign = await new BrowserAt(api.url).ask('POST', '/auth/directory/console', { body, headers });
  expect(foreign).toMatchObject({ status: 403, body: { code: 'auth.csrf' } });

  await admin.createGroupRole({ body: { realm: 'oidc', group: 'ops', role: 'operator' } });
  const visit = async (person: string) => {
    server.person = person;
    const visitor = new BrowserAt(api.url);
    const { url } = (await visitor.ask('POST', '/auth/provider/begin')).body;
    const { search } = await followRedirects(url, { ca: server.ca, until: redirect });
    const finish = (who: BrowserAt) => who.ask('POST', '/auth/provider/finish', { body: { query: search } });
    return { visitor, finish };
  };
  const { visitor: erin, finish } = await visit('erin');
  expect(await finish(new BrowserAt(api.url))).toMatchObject({ status: 400, body: { code: 'auth.login-lost' } });
  expect(await finish(erin)).toMatchObject({ status: 200, body: { user: { name: 'erin@oidc', role: 'operator' } } });
  expect((await erin.ask('GET', '/auth/me')).body).toMatchObject({ name: 'erin@oidc' });
  expect(await finish(erin)).toMatchObject({ status: 400, body: { code: 'auth.login-lost' } });
  const frank = await visit('frank');
  expect(await frank.finish(frank.visitor)).toMatchObject({ status: 403, body: { code: 'auth.no-role' } });
  expect((await eventsOf('user/frank@oidc'))[0]).toMatchObject({ outcome: 'refused', code: 'auth.no-role' });
});

test('nobody gets in by another name or password, and each refusal is in the audit trail without a secret', async () => {
  await expect(login('alice', 'planted-secret')).rejects.toMatchObject(refusedWith('auth.invalid'));
  await expect(login('*', `${slapd.password}-alice`)).rejects.toMatchObject(refusedWith('auth.invalid'));
  // The user of Drover with that name is another one.
  await expect(login('admin', 'test')).rejects.toMatchObject(refusedWith('auth.invalid'));
  const events = (await admin.listAuditEvents({ query: { outcome: 'refused', action: 'session.create' } })).items;
  const invalid = events.filter(({ code }) => code === 'auth.invalid').map(({ actor }) => actor);
  expect(invalid).toEqual(expect.arrayContaining(['alice@ldap', '*@ldap', 'admin@ldap']));
  for (const secret of ['planted-secret', slapd.password]) {
    expect(JSON.stringify(events)).not.toContain(secret);
    expect(api.logged()).not.toContain(secret);
  }
});

test('drover logs in by the directory and by the provider, and looks after the roles of groups', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const as = (who: string, token?: string) => {
    const file = join(folder, who);
    const session = { apiUrl: api.url, username: who, token, expiresAt: null };
    if (token !== undefined) writeFileSync(file, JSON.stringify(session));
    const environment = { DROVER_SESSION_FILE: file, DROVER_CONTEXTS_FILE: join(folder, 'contexts') };
    return (args: string[], more: { input?: string; onNote?(text: string): void } = {}) =>
      runDrover(['--url', api.url, ...args], { environment, ...more });
  };
  const overseer = as('admin', await api.token());
  // However it is written, it is the same group: it gets another role, and not a second row.
  const written = 'cn = operators,OU=groups , dc=example,dc=org';
  expect((await overseer(['groups', 'set', 'ldap', written, 'viewer'])).stdout).toContain(
    `${operators} (ldap): viewer.`,
  );
  const inDefault = ['--project', 'Default'];
  const given = await overseer(['groups', 'set', 'ldap', operators.toUpperCase(), 'approver', ...inDefault]);
  expect(given.stdout).toMatch(/: approver in Default\.$/m);
  const list = (await overseer(['groups'])).stdout;
  expect(list).toMatch(/ldap +CN=Operators.* viewer +all projects/);
  expect(list).toMatch(/ldap +CN=OPERATORS.* approver +Default/);
  expect((await overseer(['groups', 'check', 'alice'])).stdout).toContain('alice: role viewer, approver in Default\n');
  const password = `${slapd.password}-alice\n`;
  const entered = await as('alice')(['login', '--ldap', '--user', 'alice', '--password-stdin'], { input: password });
  expect(entered.stdout).toContain('as alice@ldap (viewer)');
  expect((await overseer(['projects', 'members', 'Default'])).stdout).toMatch(
    /alice@ldap +approver .* group CN=OPERATORS, OU=GROUPS/,
  );
  const removed = await overseer(['groups', 'remove', 'ldap', operators, ...inDefault]);
  expect(removed.stdout).toContain('is not approver in Default any more');

  server.person = 'erin';
  const confirmed: Promise<string>[] = [];
  const onNote = (text: string) => {
    const [, url] = /Open (\S+) in a browser/.exec(text) ?? [];
    if (url !== undefined) confirmed.push(confirmForms(url, { ca: server.ca }));
  };
  expect(await as('erin')(['login', '--oidc'], { onNote })).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining('as erin@oidc (operator)') },
  });
  expect(await Promise.all(confirmed)).toEqual([expect.stringContaining('Sign-in Success')]);
  expect((await overseer(['groups', 'remove', 'oidc', 'ops'])).code).toBe(0);
});
