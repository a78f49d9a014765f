import { once } from 'node:events';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { hashPassword } from '../../api/session/passwords.ts';
import { eventsPath, unauthorisedClose } from '../../contract/events.ts';
import { csrfHeader } from '../../contract/session.ts';
import { createUser } from '../../prisma/queries/users.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';
import { BrowserAt } from './browserAt.ts';

let api: ApiUnderTest;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  api = await startApi();
  const passwordHash = await hashPassword('test');
  await createUser(api.database.prisma, { name: 'walter', passwordHash, role: 'viewer' });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.terminate();
});

async function logIn() {
  const browser = new BrowserAt(api.url);
  return { browser, answer: await browser.logIn('walter', 'test') };
}

/** What the server says first: an event, the close code, or the status that it refuses the upgrade with. */
function openEvents(headers: Record<string, string>) {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}${eventsPath}`, { headers });
  sockets.push(socket);
  const closed = once(socket, 'close').then(([code]) => code as number);
  const first = Promise.race([
    once(socket, 'message').then(([data]) => JSON.parse(String(data)).type as string),
    once(socket, 'unexpected-response').then(([, response]) => response.statusCode as number),
    closed,
  ]);
  // Whatever does not come to pass is over with the socket.
  closed.catch(() => undefined);
  socket.on('error', () => undefined);
  return { closed, first };
}

test('the cookie is out of reach of scripts and of other sites, and the token of the session is in no body', async () => {
  const { browser, answer } = await logIn();
  const [cookie = ''] = answer.headers.getSetCookie();
  expect(cookie).toMatch(/^drover_session_test=drover_[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const token = browser.cookie.split('=')[1] ?? '';
  expect(JSON.stringify(answer.body)).not.toContain(token);
  expect(answer.body).toMatchObject({ user: { name: 'walter', role: 'viewer' } });
  const state = await browser.ask('GET', '/auth/console');
  expect(state.body).toEqual({ session: answer.body, setupNeeded: false });
  // Taken out of the cookie, it opens nothing: a bearer token is another kind of login.
  const bearer = await new BrowserAt(api.url).ask('GET', '/auth/me', { headers: { authorization: `Bearer ${token}` } });
  expect(bearer.status).toBe(401);
});

test('a command by cookie needs the token of the session and a page of this address', async () => {
  const { browser } = await logIn();
  const { browser: other } = await logIn();
  const end = (headers: object) => browser.ask('POST', '/auth/logout-everywhere', { headers });
  for (const headers of [
    { [csrfHeader]: '' },
    { [csrfHeader]: other.csrfToken },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: api.url.replace('http:', 'ftp:') },
  ]) {
    expect(await end(headers), JSON.stringify(headers)).toMatchObject({ status: 403, body: { code: 'auth.csrf' } });
  }
  expect(
    (await browser.ask('GET', '/sessions')).body.items.filter(({ current }: { current: boolean }) => current),
  ).toMatchObject([{ kind: 'cookie', address: expect.stringContaining('127.0.0.1') }]);
  const foreign = await new BrowserAt(api.url).ask('POST', '/auth/console', {
    body: { username: 'walter', password: 'test' },
    headers: { origin: 'https://evil.example' },
  });
  expect(foreign).toMatchObject({ status: 403, body: { code: 'auth.csrf' } });
  expect((await end({})).status).toBe(204);
  for (const one of [browser, other]) expect((await one.ask('GET', '/auth/me')).status).toBe(401);
});

test('a session that rests too long ends, one that is used goes on to its latest end', async () => {
  const { browser } = await logIn();
  const { session } = api.database.prisma;
  const past = new Date(Date.now() - 120_000);
  await session.updateMany({ data: { lastSeenAt: past, idleExpiresAt: new Date(Date.now() + 60_000) } });
  expect((await browser.ask('GET', '/auth/me')).status).toBe(200);
  const [used] = await session.findMany({ where: { lastSeenAt: { gt: past } } });
  expect((used?.idleExpiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(50 * 60_000);
  await session.updateMany({ data: { idleExpiresAt: new Date() } });
  expect((await browser.ask('GET', '/auth/me')).status).toBe(401);
  expect((await browser.ask('GET', '/auth/console')).body).toEqual({ session: null, setupNeeded: false });
});

test('events by cookie are for pages of this address and for logins that hold', async () => {
  const { browser } = await logIn();
  const { cookie } = browser;
  const origin = api.url;
  expect(await openEvents({ cookie, origin: 'https://evil.example' }).first).toBe(403);
  expect(await openEvents({ cookie }).first).toBe(403);
  expect(await openEvents({ cookie: `${cookie}x`, origin }).first).toBe(unauthorisedClose);
  const live = openEvents({ cookie, origin });
  expect(await live.first).toBe('ready');
  expect((await browser.ask('POST', '/auth/logout')).status).toBe(204);
  expect(await live.closed).toBe(unauthorisedClose);
  expect(await openEvents({ cookie, origin }).first).toBe(unauthorisedClose);
});

test('an event socket ends with its session, at the end that it was given', async () => {
  const { browser } = await logIn();
  const { session } = api.database.prisma;
  await session.updateMany({ data: { expiresAt: new Date(Date.now() + 1500) } });
  const live = openEvents({ cookie: browser.cookie, origin: api.url });
  expect(await live.first).toBe('ready');
  expect(await live.closed).toBe(unauthorisedClose);
});
