import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { bytesRead, expectProven } from './expectations.ts';
import { completed, migrate } from './migration.ts';

let centres: DataCentres;

beforeAll(async () => {
  centres = await openDataCentres();
});
afterAll(() => centres?.close());

describe.concurrent('a running machine, warm, by the direct route', () => {
  test.each([
    ['local', 'herd-01'],
    ['local-thin', 'herd-02'],
  ])('into %s: every byte of the final snapshot, nothing left behind', async (storage, name) => {
    const run = await migrate(centres, name, { target: { storage } });
    const done = await completed(run);
    expect(done).toMatchObject({ strategy: 'warm', route: 'direct', leftovers: [] });
    await expectProven(centres, name, done);

    const rounds = done.disks[0]?.rounds ?? [];
    expect(rounds.filter((round) => round.kind === 'delta').length).toBeGreaterThanOrEqual(2);
    const final = rounds.at(-1);
    expect(await bytesRead(centres, run.vm.id, 'poweredOn')).toBeGreaterThan(0);
    expect(await bytesRead(centres, run.vm.id, 'poweredOff')).toBeLessThanOrEqual(
      1.2 * (final?.changedBytes ?? 0) + 16 * 1048576,
    );
  });
});
