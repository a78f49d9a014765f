import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeMigration } from '../test/support/migrations.ts';
import { usePostgres } from '../test/support/postgres.ts';
import { type Database, openDatabase } from './database.ts';
import { createConnection } from './queries/connections.ts';
import { readInventoryPage, searchInventory } from './queries/inventory.ts';
import { listMigrations } from './queries/migrations.ts';
import { recordMigration } from './recordMigration.ts';

/** How many rows PostgreSQL reads for a page, of tables in which that matters. */

const stored = 5000;
const storedVms = 50_000;
const page = 51;
const times = 20;
let database: Database;
let client: pg.Client;

beforeAll(async () => {
  // One connection: what it tells of itself holds for all that was asked.
  database = openDatabase({ ...(await usePostgres()), connections: 1 });
  client = await database.connectListener();
  const secrets = { username: 'u', sealedSecret: 's', fingerprint256: null };
  await createConnection(database.prisma, { ...secrets, id: 'c', name: 'c', kind: 'vsphere', url: 'https://vc' });
  await recordMigration(database.prisma, makeMigration({ id: 'first' }));
  await client.query(
    `insert into migration (id, workflow_id, status, stage, revision, source_connection_id, target_connection_id, vm_ref,
       vm_name, plan, detail, requested_by, created_at, updated_at)
     select 'run-' || n, 'run-' || n, 'completed', stage, revision, source_connection_id, target_connection_id, 'vm-' || n,
       'app-' || md5(n::text), plan, detail || jsonb_build_object('id', 'run-' || n), requested_by,
       created_at - make_interval(secs => n), updated_at
     from migration, generate_series(1, $1::int) as n where id = 'first'`,
    [stored],
  );
  await client.query(
    `insert into inventory_vm (connection_id, ref, name, path, power, firmware, guest_full_name, cpus, memory_mib,
       disk_count, capacity_bytes, snapshot_count, change_tracking, template, seen_at)
     select 'c', 'vm-' || n, 'srv-' || lpad(n::text, 6, '0'), '/Nova/vm/' || md5(n::text), 'on', 'bios', 'Debian', 1, 1, 1,
       1, 0, true, false, now()
     from generate_series(1, $1::int) as n`,
    [storedVms],
  );
  await client.query('vacuum analyze migration');
  // Without a vacuum: a search is not to wait for one.
  await client.query('analyze inventory_vm');
});

afterAll(async () => {
  await client.end();
  await database.close();
});

/** As PostgreSQL's statistics have it. */
async function rowsRead(table: string): Promise<{ scans: number; rows: number }> {
  await client.query('select pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ scans: string; rows: string }>(
    `select seq_scan + idx_scan as scans, seq_tup_read + idx_tup_fetch as rows from pg_stat_user_tables where relname = $1`,
    [table],
  );
  return { scans: Number(rows[0]?.scans), rows: Number(rows[0]?.rows) };
}

/** How many `ask` has read of a table, on average. */
async function rowsReadBy(table: string, ask: () => Promise<unknown>): Promise<number> {
  const before = await rowsRead(table);
  for (let time = 0; time < times; time += 1) await ask();
  // By the connection that has asked.
  await database.prisma.$queryRaw`select pg_stat_force_next_flush()::text`;
  await expect.poll(async () => (await rowsRead(table)).scans - before.scans).toBeGreaterThanOrEqual(times);
  return ((await rowsRead(table)).rows - before.rows) / times;
}

const all = { connectionId: 'c' };
const byName = { sort: 'name', order: 'asc', limit: page } as const;

test.each<[string, string, () => Promise<unknown[]>]>([
  ['a page of migrations', 'migration', () => listMigrations(database.prisma, { projects: null, limit: page })],
  [
    'a later page of migrations',
    'migration',
    () =>
      listMigrations(database.prisma, {
        projects: null,
        limit: page,
        after: { createdAt: '2026-11-22T02:20:00.000Z', id: 'run-2400' },
      }),
  ],
  [
    'migrations by part of a name',
    'migration',
    () => listMigrations(database.prisma, { projects: null, limit: page, search: 'NOWHERE' }),
  ],
  ['a page of VMs', 'inventory_vm', () => searchInventory(database.prisma, all, byName)],
  [
    'a later page of VMs',
    'inventory_vm',
    () => searchInventory(database.prisma, all, { ...byName, after: { value: 'srv-002500', ref: 'vm-2500' } }),
  ],
])('%s is found without reading all', async (_, table, ask) => {
  // Twice a page: once for its order, once for what is shown.
  expect(await rowsReadBy(table, ask)).toBeLessThan(3 * page);
});

// Once to count and once to show; an index of parts also tells of some that only hold the same threes of letters.
test.each([
  ['nobody', 'NoWhere', 0, 0],
  ['a few', 'SRV-04999', 10, 3 * 10],
  ['a thousand at the end of the order', 'srv-049', 1000, 3 * 1000],
  // To count them is to read all, but to show the first of them is not.
  ['everything', 'srv-', storedVms, storedVms + 3 * page],
])('a search that finds %s reads what it counts and shows', async (_, search, found, most) => {
  const ask = async () => {
    const { rows, total } = await readInventoryPage(database.prisma, { ...all, search }, byName);
    expect([rows.length, total]).toEqual([Math.min(found, page), found]);
  };
  expect(await rowsReadBy('inventory_vm', ask)).toBeLessThanOrEqual(most);
});

test('a page of migrations comes without their disks and plans', async () => {
  const [newest] = await listMigrations(database.prisma, { projects: null, limit: 1 });
  expect(newest).toMatchObject({ id: 'first', vm: { name: 'app' } });
  for (const grows of ['plan', 'disks', 'stages', 'findings']) expect(newest).not.toHaveProperty(grows);
});

test('rounds that a record tells again are not written again', async () => {
  const round = {
    ...{ kind: 'delta' as const, changedBytes: 1, readBytes: 2, writtenBytes: 3, ms: 4, changeId: null, root: null },
    ...{ endedAt: '2026-11-22T03:05:00.000Z', full: false },
  };
  const versions = async () => {
    const { rows } = await client.query<{ version: string }>(
      `select xmin::text as version from migration_round where migration_id = 'rounds' order by round`,
    );
    return rows.map(({ version }) => version);
  };
  const record = (revision: number, rounds: (typeof round & { round: number })[]) => {
    const vm = { ref: 'vm-rounds', name: 'rounds' };
    const disk = { id: 'd', label: 'Hard disk 1', capacityBytes: 1, volume: null, ledgerRoot: null, targetRoot: null };
    return recordMigration(
      database.prisma,
      makeMigration({ id: 'rounds', revision, vm, disks: [{ ...disk, rounds }] }),
    );
  };
  await record(1, [
    { ...round, round: 0 },
    { ...round, round: 1 },
  ]);
  const [first, second] = await versions();
  await record(2, [
    { ...round, round: 0 },
    { ...round, round: 1, ms: 5 },
    { ...round, round: 2 },
  ]);
  const after = await versions();
  expect(after).toHaveLength(3);
  expect(after[0]).toBe(first);
  expect(after[1]).not.toBe(second);
});
