import { afterEach, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { hashToken } from '../../api/session/secretTokens.ts';
import { type EventsState, type EventsSubscription, subscribeEvents } from '../../client/events.ts';
import { type ServerEvent, unauthorisedClose } from '../../contract/events.ts';
import { createProgressSink } from '../../prisma/progressSink.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { makeMigration } from '../support/migrations.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';
import { loggedIn } from './loggedIn.ts';

let api: ApiUnderTest;
let token: string;
const subscriptions: EventsSubscription[] = [];

beforeAll(async () => {
  api = await startApi();
  token = await api.token('viewer');
});

afterEach(() => {
  for (const subscription of subscriptions.splice(0)) subscription.close();
});

async function subscribe(as = token) {
  const events: ServerEvent[] = [];
  const states: EventsState[] = [];
  subscriptions.push(
    subscribeEvents({
      baseUrl: api.url,
      token: () => as,
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
    }),
  );
  await expect.poll(() => states.length).toBeGreaterThan(0);
  return { events, states };
}

test('a console hears of each migration that changes, without what grows', async () => {
  const { events } = await subscribe();
  await createRunProjection(api.database).record(makeMigration({ id: 'live', stage: 'baseline' }));
  const heard = { type: 'migration', migration: { id: 'live', stage: 'baseline' } };
  await expect.poll(() => events).toContainEqual(expect.objectContaining({ type: 'migration' }));
  expect(events[0]).toMatchObject(heard);
  expect(events[0]).not.toHaveProperty('migration.disks');
});

test('progress of many reports becomes few events, of which the last is the newest', async () => {
  const { events } = await subscribe();
  const sink = createProgressSink(api.database);
  const disk = { migrationId: 'live', diskId: 'd', round: 0, kind: 'baseline', totalBytes: 1000 } as const;
  for (let done = 1; done <= 100; done += 1) {
    const at = new Date(1_800_000_000_000 + done).toISOString();
    await sink.report({ ...disk, doneBytes: done * 10, bytesPerSecond: 1, at });
  }
  const last = () => events.filter((event) => event.type === 'progress').at(-1)?.disks[0]?.doneBytes;
  await expect.poll(last).toBe(1000);
  expect(events.length).toBeLessThan(100);
});

test('no token, no events; and the token is not in the URL', async () => {
  const { states } = await subscribe('nonsense');
  expect(states).toEqual(['unauthorised']);
  const closeCode = (send: (socket: WebSocket) => void, path = '/api/v1/events') =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${api.url.replace('http', 'ws')}${path}`);
      socket.on('open', () => send(socket));
      socket.on('error', () => resolve(0));
      socket.on('close', (code) => resolve(code));
    });
  expect(await closeCode((socket) => socket.send('not json'))).toBe(unauthorisedClose);
  expect(await closeCode((socket) => socket.send('{}'), `/api/v1/events?token=${token}`)).toBe(unauthorisedClose);
  expect(await closeCode(() => undefined, '/api/v1/elsewhere')).toBe(0);
});

test('a token that is over opens nothing, and one that ends while events come ends them', async () => {
  const { session } = api.database.prisma;
  const person = { name: 'walter', role: 'viewer' } as const;
  const [over, ending] = [
    await loggedIn(api.database, person, 'bearer'),
    await loggedIn(api.database, person, 'bearer'),
  ];
  const end = (held: string, expiresAt: Date) =>
    session.updateMany({ where: { tokenHash: hashToken(held) }, data: { expiresAt } });
  await end(over, new Date());
  expect((await subscribe(over)).states).toEqual(['unauthorised']);
  await end(ending, new Date(Date.now() + 1500));
  const { states } = await subscribe(ending);
  expect(states).toEqual(['live']);
  await expect.poll(() => states).toEqual(['live', 'unauthorised']);
  // What another ends is over at once; the page need not ask.
  const ended = await loggedIn(api.database, person, 'bearer');
  const watched = await subscribe(ended);
  await api.clientOf(ended).logout();
  await expect.poll(() => watched.states).toEqual(['live', 'unauthorised']);
});

test('when the database connection is lost, the feed comes back and consoles are told to read again', async () => {
  const { events } = await subscribe();
  await api.database.prisma.$queryRaw`
    select pg_terminate_backend(pid)::text from pg_stat_activity
    where datname = current_database() and query like 'listen %'`;
  await expect.poll(() => events, { timeout: 10_000 }).toContainEqual({ type: 'refetch' });
  await createRunProjection(api.database).record(makeMigration({ id: 'live', revision: 9, stage: 'delta' }));
  const stages = () => events.flatMap((event) => (event.type === 'migration' ? [event.migration.stage] : []));
  await expect.poll(stages).toContain('delta');
});
