import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MigrationDisk } from '../contract/migration.ts';
import type { VmSummary } from '../contract/vm.ts';
import type { ProgressSink, RunProjection } from '../ports/runProjection.ts';
import { makeMigration, makePlan } from '../test/support/migrations.ts';
import { usePostgres } from '../test/support/postgres.ts';
import { type Database, openDatabase } from './database.ts';
import { createProgressSink } from './progressSink.ts';
import { createConnection, findConnection } from './queries/connections.ts';
import { searchInventory } from './queries/inventory.ts';
import { findMigration, listMigrations, listProgress } from './queries/migrations.ts';
import { createRunProjection } from './runProjection.ts';

let database: Database;
let projection: RunProjection;
let progress: ProgressSink;
let listener: pg.Client;
const heard: string[] = [];

beforeAll(async () => {
  database = openDatabase(await usePostgres());
  projection = createRunProjection(database);
  progress = createProgressSink(database);
  listener = await database.connectListener();
  listener.on('notification', (message) => heard.push(`${message.channel} ${message.payload}`));
  await listener.query('listen drover_migration; listen drover_progress; listen drover_inventory');
});

afterAll(async () => {
  await listener.end();
  await database.close();
});

const disk: MigrationDisk = {
  id: 'disk-1',
  label: 'Hard disk 1',
  capacityBytes: 2 ** 41,
  volume: 'local:100/vm-100-disk-0.raw',
  rounds: [
    {
      round: 0,
      kind: 'baseline',
      changedBytes: 2 ** 41,
      readBytes: 2 ** 40,
      writtenBytes: 2 ** 40,
      ms: 1234.5,
      endedAt: '2026-11-22T03:05:00.000Z',
      changeId: '52 de/1',
      root: 'ab',
      full: true,
    },
  ],
  ledgerRoot: 'ab',
  targetRoot: null,
};

test('whatever the order in which revisions arrive, the highest stays', async () => {
  const tell = (revision: number) =>
    projection.record(makeMigration({ id: 'order', revision, stage: revision === 5 ? 'delta' : 'baseline' }));
  await Promise.all([3, 1, 5, 2, 4, 5].map(tell));
  expect(await findMigration(database.prisma, 'order')).toMatchObject({ revision: 5, stage: 'delta' });
  await projection.record(makeMigration({ id: 'order', revision: 6, status: 'completed' }));
  await projection.record(makeMigration({ id: 'order', revision: 4, status: 'running' }));
  expect(await findMigration(database.prisma, 'order')).toMatchObject({ status: 'completed' });
});

test('disks and rounds become rows, and listeners hear of it', async () => {
  const told = makeMigration({ id: 'rows', disks: [disk], endedAt: '2026-11-22T04:00:00.000Z', status: 'cancelled' });
  await projection.record(told);
  await projection.record({ ...told, revision: 2, disks: [{ ...disk, targetRoot: 'ab' }] });
  const disks = await database.prisma.migrationDisk.findMany({ where: { migrationId: 'rows' } });
  expect(disks).toMatchObject([{ capacityBytes: 2n ** 41n, targetRoot: 'ab' }]);
  const rounds = await database.prisma.migrationRound.findMany({ where: { migrationId: 'rows' } });
  expect(rounds).toMatchObject([{ kind: 'baseline', readBytes: 2n ** 40n, full: true }]);
  await expect.poll(() => heard).toContain('drover_migration rows');
});

test('a second open migration of a VM is refused by the database', async () => {
  const plan = makePlan({ source: { connectionId: 'source-1', vm: 'vm-7' } });
  const vm = { ref: 'vm-7', name: 'seven' };
  await projection.record(makeMigration({ id: 'first', plan, vm }));
  await expect(projection.record(makeMigration({ id: 'second', plan, vm }))).rejects.toThrow();
  expect(await findMigration(database.prisma, 'second')).toBeNull();
});

test('progress keeps the newest report of each disk, and drops that of an unknown migration', async () => {
  await projection.record(makeMigration({ id: 'copying', vm: { ref: 'vm-8', name: 'eight' } }));
  const report = (at: string, doneBytes: number, migrationId = 'copying') =>
    progress.report({
      migrationId,
      diskId: 'disk-1',
      round: 0,
      kind: 'baseline',
      doneBytes,
      totalBytes: 2 ** 41,
      bytesPerSecond: 1.5e8 + 0.25,
      at,
    });
  await report('2026-11-22T03:00:02.000Z', 200);
  await report('2026-11-22T03:00:01.000Z', 100);
  await report('2026-11-22T03:00:03.000Z', 300, 'unknown');
  expect(await listProgress(database.prisma, 'copying')).toMatchObject([{ doneBytes: 200, bytesPerSecond: 1.5e8 }]);
  await expect.poll(() => heard).toContain('drover_progress copying');
  expect(heard).not.toContain('drover_progress unknown');
});

test('an inventory pass replaces what was seen before', async () => {
  await addConnection('vcenter', 'vsphere');
  const vm = (ref: string, name: string): VmSummary => ({
    connectionId: 'vcenter',
    ref,
    name,
    path: 'DC0/vm',
    power: 'on',
    firmware: 'bios',
    guestFullName: 'Debian',
    cpus: 2,
    memoryMiB: 1024,
    diskCount: 1,
    capacityBytes: 2 ** 40,
    snapshotCount: 0,
    changeTracking: true,
    template: false,
    seenAt: '',
  });
  const pass = async (at: string, vms: VmSummary[]) => {
    for (const one of vms) await projection.recordInventory('vcenter', at, [one]);
    return projection.finishInventory('vcenter', at);
  };
  expect(await pass('2026-11-22T03:00:00.000Z', [vm('vm-1', 'b'), vm('vm-2', 'a')])).toBe(2);
  expect(await pass('2026-11-22T03:10:00.000Z', [vm('vm-2', 'renamed'), vm('vm-3', '資料庫')])).toBe(2);
  const names = async (search?: string) =>
    (
      await searchInventory(
        database.prisma,
        { connectionId: 'vcenter', search },
        { sort: 'name', order: 'asc', limit: 10 },
      )
    ).map((row) => row.name);
  expect(await names()).toEqual(['renamed', '資料庫']);
  expect(await names('NAMED')).toEqual(['renamed']);
  await expect.poll(() => heard).toContain('drover_inventory vcenter');
});

test('a connection check is kept, and lists page by creation', async () => {
  await addConnection('pve', 'proxmox');
  await projection.recordConnectionCheck('pve', 'Proxmox VE 9.0', '2026-11-22T03:00:00.000Z');
  expect(await findConnection(database.prisma, 'pve')).toMatchObject({ product: 'Proxmox VE 9.0' });
  expect(await projection.connectionIds('proxmox')).toEqual(['pve']);
  const first = await listMigrations(database.prisma, { projects: null, limit: 1 });
  const last = first[0];
  const rest = await listMigrations(database.prisma, { projects: null, limit: 100, after: last });
  const ids = [...first, ...rest].map((migration) => migration.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort().reverse());
  const known = await projection.knownMigrations();
  expect(known.find((row) => row.id === 'copying')).toMatchObject({ open: true, vm: 'vm-8' });
});

test.each([
  ['completed', false, true],
  ['cancelled', false, false],
  ['rolled-back', true, false],
  // Ended outside Drover, after the target had been started.
  ['cancelled', true, true],
] as const)(
  'the target VM of a run that ended as %s, started: %s, stays: %s',
  async (status, pointOfNoReturn, stays) => {
    const id = `traced-${status}-${pointOfNoReturn}`;
    const ended = { status, pointOfNoReturn, targetVm: { node: 'pve1', vmid: 100 }, endedAt: new Date().toISOString() };
    await projection.record(makeMigration({ id, disks: [disk], ...ended }));
    const kept = stays ? ['100', 'local:100/vm-100-disk-0.raw'] : [];
    expect(await projection.traces(id)).toMatchObject([{ id, open: false, node: stays ? 'pve1' : null, kept }]);
  },
);

test('a run that nobody unwound is told apart from one that ended by itself', async () => {
  const ended = { status: 'cancelled', endedAt: new Date().toISOString() } as const;
  const lost = { system: 'target', kind: 'run', ref: 'migration/lost', reason: 'ended outside', remove: '' } as const;
  await projection.record(makeMigration({ id: 'unwound', ...ended, leftovers: [{ ...lost, kind: 'vm' }] }));
  await projection.record(makeMigration({ id: 'lost', ...ended, leftovers: [lost] }));
  expect(await projection.traces('unwound')).toMatchObject([{ unwound: true }]);
  expect(await projection.traces('lost')).toMatchObject([{ unwound: false }]);
});

async function addConnection(id: string, kind: string): Promise<void> {
  const row = { id, name: id, kind, url: 'https://x', fingerprint256: null, username: 'u', sealedSecret: 's' };
  await createConnection(database.prisma, row);
}
