import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { expectProven, targetVms } from './expectations.ts';
import { completed, control, migrate } from './migration.ts';

let centres: DataCentres;

beforeAll(async () => {
  centres = await openDataCentres();
});
afterAll(() => centres?.close());

test('twenty machines at once, warm: each proven, nothing left behind', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `herd-${String(index + 1).padStart(2, '0')}`);
  const runs = await Promise.all(names.map((name) => migrate(centres, name)));
  const done = await Promise.all(runs.map((run) => completed(run)));
  for (const [index, name] of names.entries()) {
    const migration = done[index];
    if (migration === undefined) throw new Error(`${name} has no end.`);
    expect(migration).toMatchObject({ strategy: 'warm', route: 'direct', leftovers: [] });
    await expectProven(centres, name, migration);
  }
  expect(new Set(done.map((migration) => migration.targetVm?.vmid)).size).toBe(names.length);
  expect(targetVms(centres).sort()).toEqual(names);
  expect(await control(centres.proxmox.info.controlUrl, '/alarms')).toEqual([]);
});
