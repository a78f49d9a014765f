import { describe, expect, test } from 'vitest';
import type { DataCentres } from '../dataCentres.ts';
import { expectProven, expectWarm } from '../expectations.ts';
import { completed, migrate } from '../migration.ts';

export function movesWarm(centres: () => DataCentres): void {
  describe.concurrent('a running machine, warm, by the direct route', () => {
    test.each([
      ['local', 'large-1'],
      ['local-thin', 'large-2'],
    ])('into %s: every byte of the final snapshot, nothing left behind', async (storage, name) => {
      const run = await migrate(centres(), name, { target: { storage } });
      const done = await completed(run);
      expect(done).toMatchObject({ strategy: 'warm', route: 'direct', leftovers: [] });
      await expectProven(centres(), name, done);
      await expectWarm(centres(), done);
    });
  });
}
