import { expect, test } from 'vitest';
import type { DataCentres } from '../dataCentres.ts';
import { bytesRead, expectProven } from '../expectations.ts';
import { completed, migrate } from '../migration.ts';

export function handsOverCopies(centres: () => DataCentres): void {
  test('workers that are stopped in the middle of a copy hand it over to those started after them', async () => {
    const { control, mover } = centres();
    const run = await migrate(centres(), 'herd-10', { bandwidthBytesPerSecond: 4 * 1048576 });
    await expect
      .poll(() => bytesRead(centres(), run.vm.id, 'poweredOn'), { timeout: 30_000, interval: 100 })
      .toBeGreaterThan(1048576);
    await Promise.all([mover.stop(), control.stop()]);
    await Promise.all([mover.restart(), control.restart()]);
    const done = await completed(run);
    await expectProven(centres(), 'herd-10', done);
    expect(done.stages.find((stage) => stage.name === 'baseline')?.attempts).toBe(1);
  });
}
