import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMigration } from '../test/support/migrations.ts';
import { usePostgres } from '../test/support/postgres.ts';
import { type Database, openDatabase } from './database.ts';
import { createLimitSource } from './limitSource.ts';
import { createConnection } from './queries/connections.ts';
import { recordMigration } from './recordMigration.ts';

let database: Database;

beforeAll(async () => {
  database = openDatabase(await usePostgres());
});
afterAll(() => database?.close());

const reading = (disks: Record<string, number>) => ({ migrationIds: [], disks: new Map(Object.entries(disks)) });

test('each mover is told what the others read, until they fall silent', async () => {
  const [one, other] = [createLimitSource(database), createLimitSource(database)];
  const elsewhere = async (mover: typeof one, disks: Record<string, number>) =>
    Object.fromEntries((await mover.read(reading(disks))).elsewhere);
  expect(await elsewhere(one, { a: 3 })).toEqual({});
  expect(await elsewhere(other, { a: 1, b: 2 })).toEqual({ a: 3 });
  expect(await elsewhere(one, { a: 3 })).toEqual({ a: 1, b: 2 });
  // The other goes on with one connection alone.
  expect(await elsewhere(other, { b: 1 })).toEqual({ a: 3 });
  expect(await elsewhere(one, { a: 4 })).toEqual({ b: 1 });
  // And ends; who died is forgotten in a minute.
  await database.prisma.$executeRaw`update mover_reads set at = now() - interval '2 minutes' where connection_id = 'b'`;
  expect(await elsewhere(one, { a: 4 })).toEqual({});
  expect(await database.prisma.moverReads.findMany()).toMatchObject([{ connectionId: 'a', disks: 4 }]);
});

test('the limits of a migration are those of its plan', async () => {
  const secrets = { username: 'u', sealedSecret: 's', fingerprint256: null };
  await createConnection(database.prisma, { ...secrets, id: 'c', name: 'c', kind: 'vsphere', url: 'https://vc' });
  const calendar = {
    ...{ bytesPerSecond: 5, timeZone: 'Europe/Vienna' },
    windows: [{ days: [1], from: '08:00', to: '18:00', bytesPerSecond: 0 }],
  };
  for (const [id, limits] of [
    ['free', {}],
    ['limited', { bandwidthBytesPerSecond: 7, bandwidthCalendar: calendar }],
  ] as const) {
    const migration = makeMigration({ id, vm: { ref: id, name: id } });
    await recordMigration(database.prisma, { ...migration, plan: { ...migration.plan, ...limits } });
  }
  const source = createLimitSource(database);
  const { migrations } = await source.read({ migrationIds: ['free', 'limited'], disks: new Map() });
  expect(migrations).toEqual({
    free: { bytesPerSecond: null, calendar: null },
    limited: { bytesPerSecond: 7, calendar },
  });
});

test('many movers tell at once', async () => {
  const movers = Array.from({ length: 8 }, () => createLimitSource(database));
  for (let time = 0; time < 20; time += 1) {
    const disks = reading({ many: 1, ...(time % 2 === 0 ? { [`own-${time}`]: 1 } : {}) });
    await Promise.all(movers.map((mover) => mover.read(disks)));
  }
  const all = await Promise.all(movers.map((mover) => mover.read(reading({ many: 1 }))));
  expect(all.map(({ elsewhere }) => elsewhere.get('many'))).toEqual(Array(8).fill(7));
});
