import { describe, expect, test } from 'vitest';
import { noLimits } from '../../../contract/limits.ts';
import { writeSetting } from '../../../prisma/queries/settings.ts';
import { type LimitCommand, limitUpdate } from '../../../workflows/messages.ts';
import type { DataCentres } from '../dataCentres.ts';
import { bytesRead, expectProven } from '../expectations.ts';
import { completed, migrate } from '../migration.ts';

const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' };

export function keepsLimits(centres: () => DataCentres): void {
  describe('limits that operators set, on real copies', () => {
    test('the command limit counts while the copy runs', async () => {
      const run = await migrate(centres(), 'herd-17', { bandwidthBytesPerSecond: 1024 });
      await run.until('the copy', (state) => state.stage === 'baseline');
      const limit = (given: Omit<LimitCommand, 'actor'>) =>
        run.handle.executeUpdate(limitUpdate, { args: [{ actor: 'tester', ...given }] });
      const closed = { bytesPerSecond: null, timeZone: 'UTC', windows: [{ ...always, bytesPerSecond: 0 }] };
      const held = await limit({ calendar: closed });
      expect(held.plan).toMatchObject({ bandwidthBytesPerSecond: 1024, bandwidthCalendar: closed });
      const free = await limit({ bytesPerSecond: null });
      expect(free.plan.bandwidthBytesPerSecond).toBeUndefined();
      expect(free.plan.bandwidthCalendar).toEqual(closed);
      const told = await limit({ calendar: null });
      expect(told.plan.bandwidthCalendar).toBeUndefined();
      expect(told.commands.map((command) => command.name)).toEqual(['limit', 'limit', 'limit']);
      // At 1 KiB a second it would take an hour and more.
      await expectProven(centres(), 'herd-17', await completed(run));
    });

    test('in a blackout nothing is read, and after it the copy goes on by itself', async () => {
      const { prisma } = centres().database;
      const windows = [{ ...always, bytesPerSecond: 0 }];
      const closed = { ...noLimits, connections: { [centres().sourceId]: { ...noLimits.overall, windows } } };
      await writeSetting(prisma, { key: 'limits', value: closed }, 'tester');
      const run = await migrate(centres(), 'herd-22');
      await run.until('the copy', (state) => state.stage === 'baseline');
      let looks = 0;
      await expect
        .poll(
          async () => {
            looks += 1;
            // Trying the transport reads a sector.
            expect(await bytesRead(centres(), run.vm.id, 'poweredOn')).toBeLessThan(4096);
            return looks;
          },
          { timeout: 20_000, interval: 500 },
        )
        .toBeGreaterThan(6);
      await writeSetting(prisma, { key: 'limits', value: noLimits }, 'tester');
      await expectProven(centres(), 'herd-22', await completed(run));
    });
  });
}
