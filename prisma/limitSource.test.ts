import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DisksRead } from '../ports/limits.ts';
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

const from = (place: string, disks: number): DisksRead => {
  const [connectionId = '', host = '', datastore = ''] = place.split('/');
  return { connectionId, host, datastore, disks };
};

const reading = (disks: Record<string, number>) => ({
  migrationIds: [],
  disks: Object.entries(disks).map(([place, count]) => from(place, count)),
});

test('each mover is told what the others read, and where, until they fall silent', async () => {
  const [one, other, third] = [createLimitSource(database), createLimitSource(database), createLimitSource(database)];
  const elsewhere = async (mover: typeof one, disks: Record<string, number>) =>
    (await mover.read(reading(disks))).elsewhere.toSorted((a, b) => a.host.localeCompare(b.host));
  expect(await elsewhere(one, { 'a/esx1/ds1': 3 })).toEqual([]);
  expect(await elsewhere(other, { 'a/esx1/ds1': 1, 'a/esx2/ds1': 2 })).toEqual([from('a/esx1/ds1', 3)]);
  const ofOther = [from('a/esx1/ds1', 1), from('a/esx2/ds1', 2)];
  expect(await elsewhere(one, { 'a/esx1/ds1': 3 })).toEqual(ofOther);
  // Two movers at one place are counted together; one that reads nothing asks all the same.
  expect(await elsewhere(third, {})).toEqual([from('a/esx1/ds1', 4), from('a/esx2/ds1', 2)]);
  // The other goes on with one host alone.
  expect(await elsewhere(other, { 'a/esx2/ds1': 1 })).toEqual([from('a/esx1/ds1', 3)]);
  expect(await elsewhere(one, { 'a/esx1/ds1': 4 })).toEqual([from('a/esx2/ds1', 1)]);
  // And ends; who died is forgotten in a minute.
  await database.prisma.$executeRaw`update mover_reads set at = now() - interval '2 minutes' where host = 'esx2'`;
  expect(await elsewhere(one, { 'a/esx1/ds1': 4 })).toEqual([]);
  expect(await database.prisma.moverReads.findMany()).toMatchObject([from('a/esx1/ds1', 4)]);
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
  const { migrations } = await source.read({ migrationIds: ['free', 'limited'], disks: [] });
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
  // Those of the first test may still be heard.
  const ofMany = all.map(({ elsewhere }) => elsewhere.filter(({ connectionId }) => connectionId !== 'a'));
  expect(ofMany).toEqual(Array(8).fill([from('many', 7)]));
});
