import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findOnSource, removeAndMerge } from '../../activities/sourceResidue.ts';
import type { Leftover } from '../../contract/migration.ts';
import { type Database, openDatabase } from '../../prisma/database.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { useVsphereLab, type VsphereLabForTests } from '../platforms/useVsphereLab.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';
import { usePostgres } from '../support/postgres.ts';

const signal = new AbortController().signal;
let lab: VsphereLabForTests;
let database: Database;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20 });
  database = openDatabase(await usePostgres());
});
afterEach(() => lab.lab.world.faults.disarmAll());
afterAll(() => database?.close());

/** A VM whose snapshot is gone while its delta files are not, and a migration of it that ended with this left over. */
async function unmerged(name: string, leftovers: Leftover[]) {
  const machine = lab.machine(name);
  const request = { name: `of ${name}`, description: '', quiesce: false };
  const { ref } = await lab.platform.createSnapshot(machine.id, request, signal);
  lab.arm('consolidation-needed', { vm: machine.id });
  lab.arm('consolidate-locked', { vm: machine.id }, 0);
  await expect(lab.platform.removeSnapshot(machine.id, ref, signal, 1)).rejects.toMatchObject({
    code: 'source.snapshot-not-removed',
  });
  lab.lab.world.faults.disarmAll();
  expect(machine.consolidationNeeded).toBe(true);
  const projection = createRunProjection(database);
  const source = { connectionId: 'source', vm: machine.id };
  const migration = makeMigration({
    ...{ id: `migration-${name}`, plan: makePlan({ source }), vm: { ref: machine.id, name }, leftovers },
    ...{ status: 'completed' as const, endedAt: new Date().toISOString() },
  });
  await projection.record(migration);
  const [traces] = await projection.traces(migration.id);
  if (traces === undefined) throw new Error('The migration was not recorded.');
  const find = (vm: string | null) =>
    findOnSource(lab.platform, { connectionId: traces.sourceConnectionId, scope: [traces], vm }, signal);
  return { machine, traces, find };
}

test.each([
  ['herd-01', 'consolidation'],
  ['herd-02', 'snapshot'],
])('delta files of %s that a run listed as "%s" are found on the VM and over all, and merged', async (name, kind) => {
  const told = { system: 'source', kind, ref: 'x', reason: 'late', remove: '' } as const;
  const { machine, traces, find } = await unmerged(name, [told]);
  const entry = { system: 'source', kind: 'consolidation', ref: machine.id, vm: name, inUse: false };
  for (const vm of [machine.id, null]) expect(await find(vm)).toMatchObject([{ ...entry, migrationId: traces.id }]);
  await removeAndMerge(lab.platform, traces, signal);
  expect(machine.consolidationNeeded).toBe(false);
  expect(await find(null)).toEqual([]);
});

test('what somebody else has left is neither listed nor touched', async () => {
  const { machine, traces, find } = await unmerged('herd-03', []);
  expect(await find(machine.id)).toEqual([]);
  await removeAndMerge(lab.platform, traces, signal);
  expect(machine.consolidationNeeded).toBe(true);
});

test('a VM that is gone has nothing left', async () => {
  const told = { system: 'source', kind: 'consolidation', ref: 'x', reason: 'late', remove: '' } as const;
  const { traces } = await unmerged('herd-04', [told]);
  const scope = [{ ...traces, vm: 'vm-gone' }];
  expect(
    await findOnSource(lab.platform, { connectionId: traces.sourceConnectionId, scope, vm: null }, signal),
  ).toEqual([]);
});
