import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { makeSetupToken } from '../../api/session/setUp.ts';
import { type Client, createClient } from '../../client/client.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let admin: Client;
const password = 'a stranger to every list';
const days = (count: number) => new Date(Date.now() + count * 86_400_000).toISOString();
const as = (token: string) => createClient({ baseUrl: api.url, token });
const audited = (action: string) =>
  api.database.prisma.auditEvent.findMany({ where: { action }, orderBy: { id: 'asc' } });
const refusal = (code: string) => ({ problem: { code } });

beforeAll(async () => {
  api = await startApi();
});

test('the set-up token makes one first administrator, once, with a password worth the name', async () => {
  const nobody = createClient({ baseUrl: api.url });
  expect(await nobody.getConsoleState()).toEqual({ session: null, setupNeeded: true });
  const expired = await makeSetupToken(api.database);
  await api.database.prisma.setupToken.updateMany({ data: { expiresAt: new Date() } });
  const body = { token: expired, username: 'first', password };
  await expect(nobody.setUp({ body })).rejects.toMatchObject(refusal('auth.setup'));
  const token = await makeSetupToken(api.database);
  expect(JSON.stringify(await api.database.prisma.setupToken.findMany())).not.toContain(token);
  await expect(nobody.setUp({ body: { ...body, token, password: 'short' } })).rejects.toMatchObject({
    problem: { code: 'request.invalid', issues: [{ path: 'body.password' }] },
  });
  // A second token, as another process that starts has made: of two that are redeemed at once, one is.
  const other = await makeSetupToken(api.database);
  const outcomes = await Promise.allSettled([
    nobody.setUp({ body: { ...body, token } }),
    nobody.setUp({ body: { ...body, token: other } }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(nobody.setUp({ body: { ...body, token } })).rejects.toMatchObject(refusal('auth.setup'));
  expect(await api.database.prisma.setupToken.count()).toBe(0);
  expect((await nobody.getConsoleState()).setupNeeded).toBe(false);
  const { token: session } = await nobody.login({ body: { username: 'first', password } });
  admin = as(session);
  expect(await admin.me()).toMatchObject({ name: 'first', role: 'admin', kind: 'user' });
  const setups = (await audited('user.setup')).map(({ outcome }) => outcome);
  expect(setups.toSorted()).toEqual(['done', 'refused', 'refused', 'refused']);
  await admin.updateSettings({ body: { loginFailuresPerMinute: 1000 } });
});

test('users are made, listed page by page, and changed on their latest version', async () => {
  const make = (name: string, chosen = password) =>
    admin.createUser({ body: { kind: 'user', name, role: 'operator', password: chosen } });
  for (const weak of ['elevenchars', 'Password1234', 'alice-the-operator', 'aaaaaaaaaaaaaaa']) {
    await expect(make('alice-the-operator', weak)).rejects.toMatchObject({
      problem: { code: 'request.invalid', issues: [{ path: 'body.password' }] },
    });
  }
  const alice = await make('alice');
  await expect(make('Alice')).rejects.toMatchObject(refusal('request.conflict'));
  await expect(make('al\u0131ce')).rejects.toMatchObject(refusal('request.invalid'));
  const page = await admin.listUsers({ query: { limit: 1 } });
  expect(page.items.map(({ name }) => name)).toEqual(['alice']);
  const rest = await admin.listUsers({ query: { limit: 5, cursor: page.nextCursor ?? '' } });
  expect(rest).toMatchObject({ items: [{ name: 'first' }], nextCursor: null });
  const params = { id: alice.id };
  const changed = await admin.updateUser({ params, body: { role: 'viewer' }, ifMatch: alice.revision });
  expect(changed).toMatchObject({ role: 'viewer', updatedBy: 'first', revision: alice.revision + 1 });
  await expect(admin.updateUser({ params, body: { role: 'operator' }, ifMatch: alice.revision })).rejects.toMatchObject(
    refusal('version.changed'),
  );
  expect((await audited('user.update')).findLast(({ outcome }) => outcome === 'done')).toMatchObject({
    before: { role: 'operator' },
    after: { role: 'viewer' },
  });
  expect(JSON.stringify(await admin.listUsers())).not.toContain('argon2');
});

test('the last active administrator is neither demoted nor disabled, also not by two at once', async () => {
  const [first] = (await admin.listUsers({ query: { search: 'first' } })).items;
  if (first === undefined) throw new Error('no first user');
  const change = (id: string, body: object) => admin.updateUser({ params: { id }, body, ifMatch: '*' });
  for (const body of [{ role: 'viewer' }, { role: null }, { disabled: true }]) {
    await expect(change(first.id, body)).rejects.toMatchObject(refusal('request.conflict'));
  }
  const service = await admin.createUser({ body: { kind: 'service', name: 'robot', role: 'admin' } });
  // A service account cannot log in at the console: it does not count.
  await expect(change(first.id, { role: 'viewer' })).rejects.toMatchObject(refusal('request.conflict'));
  await expect(change(service.id, { password })).rejects.toMatchObject(refusal('request.conflict'));
  const second = await admin.createUser({
    body: { kind: 'user', name: 'second', role: 'admin', password },
  });
  const both = await Promise.allSettled([first, second].map(({ id }) => change(id, { disabled: true })));
  expect(both.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  // Whoever of the two it was: the rest of the tests goes on with the first.
  await api.database.prisma.user.updateMany({ where: { name: 'first' }, data: { disabledAt: null } });
  const { token } = await createClient({ baseUrl: api.url }).login({ body: { username: 'first', password } });
  admin = as(token);
});

test('guessing locks a user for longer and longer, is audited, and looks as it does for nobody', async () => {
  const guess = (username: string, tried: string) =>
    createClient({ baseUrl: api.url })
      .login({ body: { username, password: tried } })
      .then(
        () => 'in',
        ({ problem }) => `${problem.status} ${problem.code} ${problem.detail}`,
      );
  // At once: each waits for the one before, so that none is looked at unseen.
  const guesses = await Promise.all(Array.from({ length: 5 }, () => guess('alice', 'wrong')));
  const [alice] = (await admin.listUsers({ query: { search: 'alice' } })).items;
  expect(alice).toMatchObject({ failedLogins: 5 });
  // Waiting out a second would be a matter of luck.
  await api.database.prisma.user.updateMany({
    where: { name: 'alice' },
    data: { lockedUntil: new Date(Date.now() + 600_000) },
  });
  const answers = new Set([
    ...guesses,
    await guess('alice', password),
    await guess('nobody', password),
    await guess('robot', 'x'),
  ]);
  expect([...answers]).toEqual([expect.stringContaining('401 auth.invalid')]);
  expect(await guess('a\u0000lice', password)).toContain('400 request.invalid');
  const events = (await audited('session.create')).filter(
    ({ actor, outcome }) => actor === 'alice' && outcome === 'refused',
  );
  expect(events[0]).toMatchObject({ address: expect.stringContaining('127.0.0.1'), code: 'auth.invalid' });
  expect(events.map(({ detail }) => detail)).toMatchObject([
    ...[1, 2, 3, 4].map((failures) => ({ failures, waitSeconds: 0, locked: false })),
    { failures: 5, waitSeconds: 1 },
    { locked: true },
  ]);
  expect((await admin.getUser({ params: { id: alice?.id ?? '' } })).lockedUntil).not.toBeNull();
  const unlocked = await admin.unlockUser({ params: { id: alice?.id ?? '' } });
  expect(unlocked).toMatchObject({ failedLogins: 0, lockedUntil: null });
  expect(await guess('alice', password)).toBe('in');
  expect((await audited('user.unlock')).length).toBe(1);
});

test('access tokens are refreshed in a chain; a stolen refresh token ends the login of thief and owner', async () => {
  const nobody = createClient({ baseUrl: api.url });
  const first = await nobody.createTokenPair({ body: { username: 'alice', password } });
  expect(await as(first.accessToken).me()).toMatchObject({ name: 'alice' });
  const second = await nobody.refreshTokenPair({ body: { refreshToken: first.refreshToken } });
  expect(second.refreshExpiresAt).toBe(first.refreshExpiresAt);
  expect(await as(second.accessToken).me()).toMatchObject({ name: 'alice' });
  const stolen = nobody.refreshTokenPair({ body: { refreshToken: first.refreshToken } });
  await expect(stolen).rejects.toMatchObject(refusal('auth.required'));
  for (const { accessToken } of [first, second]) {
    await expect(as(accessToken).me()).rejects.toMatchObject(refusal('auth.required'));
  }
  await expect(nobody.refreshTokenPair({ body: { refreshToken: second.refreshToken } })).rejects.toMatchObject(
    refusal('auth.required'),
  );
  expect(await audited('session.reuse')).toMatchObject([{ actor: 'alice', subject: 'user/alice' }]);
  const kept = JSON.stringify(await api.database.prisma.refreshToken.findMany());
  expect(kept).not.toContain(second.refreshToken);
});

test('a JWT without signature, over, of another key or algorithm, or changed is none', async () => {
  const { accessToken } = await createClient({ baseUrl: api.url }).createTokenPair({
    body: { username: 'alice', password },
  });
  const [head = '', payload = '', signature = ''] = accessToken.split('.');
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const { sub, sid, iat } = decode(payload);
  const resigned = (key: Parameters<SignJWT['sign']>[0], alg: string, exp = iat + 600) =>
    new SignJWT({ ...decode(payload), exp }).setProtectedHeader({ alg, typ: 'at+jwt' }).sign(key);
  const { privateKey } = generateKeyPairSync('ed25519');
  const own = await api.dependencies.accessTokens.sign({
    ...{ userId: sub, sessionId: sid, expiresAt: new Date(Date.now() - 1000) },
  });
  const bad = [
    `${encode({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
    `${encode({ alg: 'none' })}.${payload}.${signature}`,
    `${head}.${encode({ ...decode(payload), exp: iat + 10_000_000 })}.${signature}`,
    own,
    await resigned(privateKey, 'EdDSA'),
    await resigned(Buffer.alloc(32, 1), 'HS256'),
    await api.dependencies.accessTokens.sign({
      userId: 'other',
      sessionId: sid,
      expiresAt: new Date(Date.now() + 60_000),
    }),
    `${head}.${payload}`,
    '..',
  ];
  for (const token of bad) await expect(as(token).me(), token).rejects.toMatchObject(refusal('auth.required'));
  expect(await as(accessToken).me()).toMatchObject({ name: 'alice' });
  await as(accessToken).logout();
  await expect(as(accessToken).me()).rejects.toMatchObject(refusal('auth.required'));
});

test('an API token does what its scopes and its owner allow, until it ends; it makes no others', async () => {
  const { token: session } = await createClient({ baseUrl: api.url }).login({ body: { username: 'alice', password } });
  const alice = as(session);
  const input = { name: 'laptop', scopes: ['inventory:read' as const], expiresAt: days(30) };
  for (const wrong of [{ expiresAt: days(400) }, { expiresAt: days(-1) }, { scopes: ['migrations:create' as const] }]) {
    await expect(alice.createToken({ body: { ...input, ...wrong } })).rejects.toMatchObject(refusal('request.invalid'));
  }
  const made = await alice.createToken({ body: input });
  expect(made.token).toMatch(/^drover_pat_[\w-]{43}$/);
  await expect(alice.createToken({ body: input })).rejects.toMatchObject(refusal('request.conflict'));
  const stored = [await api.database.prisma.apiToken.findMany(), await audited('token.create')];
  expect(JSON.stringify(stored, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
    made.token,
  );
  const program = as(made.token);
  expect(await program.me()).toMatchObject({ name: 'alice', permissions: ['self', 'inventory:read'] });
  await expect(program.listMigrations()).rejects.toMatchObject(refusal('auth.forbidden'));
  for (const change of [
    () => program.createToken({ body: { ...input, name: 'another' } }),
    () => program.changePassword({ body: { current: password, password: `${password} too` } }),
    () => program.logoutEverywhere(),
    () => program.revokeToken({ params: { id: made.id } }),
  ]) {
    await expect(change()).rejects.toMatchObject(refusal('auth.forbidden'));
  }
  expect((await alice.listTokens()).items).toMatchObject([{ name: 'laptop', lastUsedAt: expect.any(String) }]);
  await api.database.prisma.apiToken.updateMany({ where: { id: made.id }, data: { expiresAt: new Date() } });
  await expect(program.me()).rejects.toMatchObject(refusal('auth.required'));

  const [robot] = (await admin.listUsers({ query: { kind: 'service' } })).items;
  const params = { id: robot?.id ?? '' };
  const service = await admin.createServiceToken({ params, body: { ...input, name: 'nightly' } });
  expect(await as(service.token).me()).toMatchObject({ name: 'robot', kind: 'service' });
  // Another's token is not there for those who do not look after access.
  await expect(alice.revokeToken({ params: { id: service.id } })).rejects.toMatchObject(refusal('request.not-found'));
  await admin.revokeToken({ params: { id: service.id } });
  await expect(as(service.token).me()).rejects.toMatchObject(refusal('auth.required'));
});

test('a service account without a role of the instance may do what projects grant, as far as its token goes', async () => {
  const project = await admin.createProject({ body: { name: 'accounting' } });
  const { id } = await admin.createUser({ body: { kind: 'service', name: 'ci', role: null } });
  // The underscore is a letter of its own: this is another name.
  await admin.createUser({ body: { kind: 'service', name: 'c_', role: null } });
  const body = { name: 'nightly', scopes: ['connections:read' as const], expiresAt: days(1) };
  const make = (changes: object = {}) => admin.createServiceToken({ params: { id }, body: { ...body, ...changes } });
  await expect(make()).rejects.toMatchObject(refusal('request.invalid'));
  await admin.setMember({ params: { id: project.id }, body: { user: 'ci', role: 'admin' } });
  const grants = [{ projectId: project.id, projectName: 'accounting', role: 'admin' }];
  expect(await admin.getUser({ params: { id } })).toMatchObject({ role: null, grants });
  await expect(make({ scopes: ['users:write'] })).rejects.toMatchObject(refusal('request.invalid'));
  const login = { kind: 'vsphere', url: 'https://x.example.org', username: 'u', password: 'p' } as const;
  await admin.createConnection({ body: { ...login, name: 'theirs', projectId: project.id } });
  await admin.createConnection({ body: { ...login, name: 'of others' } });
  const program = as((await make()).token);
  expect(await program.me()).toMatchObject({ role: null, grants, permissions: ['self', 'connections:read'] });
  expect((await program.listConnections()).items.map(({ name }) => name)).toEqual(['theirs']);
  await expect(
    program.createConnection({ body: { ...login, name: 'more', projectId: project.id } }),
  ).rejects.toMatchObject(refusal('auth.forbidden'));
});

test('a new password ends the other logins, being disabled ends all of them and every token', async () => {
  const nobody = createClient({ baseUrl: api.url });
  const body = { username: 'alice', password };
  const [one, other] = [await nobody.login({ body }), await nobody.createTokenPair({ body })];
  const alice = as(one.token);
  await expect(
    alice.changePassword({ body: { current: 'wrong', password: 'quite another one' } }),
  ).rejects.toMatchObject(refusal('auth.invalid'));
  await alice.changePassword({ body: { current: password, password: 'quite another one' } });
  expect((await alice.listSessions()).items).toMatchObject([{ kind: 'bearer', current: true }]);
  await expect(as(other.accessToken).me()).rejects.toMatchObject(refusal('auth.required'));
  const { token } = await alice.createToken({
    body: { name: 'script', scopes: ['inventory:read'], expiresAt: days(1) },
  });
  const { id } = await alice.me();
  expect((await admin.listUserSessions({ params: { id } })).items.length).toBe(1);
  await admin.updateUser({ params: { id }, body: { disabled: true }, ifMatch: '*' });
  for (const shown of [one.token, token]) await expect(as(shown).me()).rejects.toMatchObject(refusal('auth.required'));
  await expect(nobody.login({ body: { username: 'alice', password: 'quite another one' } })).rejects.toMatchObject(
    refusal('auth.invalid'),
  );
});
