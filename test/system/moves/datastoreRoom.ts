import { expect, test } from 'vitest';
import { retryUpdate } from '../../../workflows/messages.ts';
import type { DataCentres } from '../dataCentres.ts';
import { expectProven } from '../expectations.ts';
import { armFault, completed, control, migrate, sourceVm } from '../migration.ts';

export function waitsForDatastoreRoom(centres: () => DataCentres): void {
  test('no snapshot is taken, and none is kept, on a datastore that is nearly full; with room again a retry goes on', async () => {
    const { controlUrl } = centres().vsphere.info;
    await armFault(controlUrl, { name: 'datastore-full', count: 0 });
    const run = await migrate(centres(), 'herd-19', { bandwidthBytesPerSecond: 1024 * 1024 }, 300);
    const { parked } = await run.until('its stop', (state) => state.status === 'parked');
    expect(parked).toMatchObject({ stage: 'baseline', code: 'platform.quota' });
    expect(parked?.evidence.join()).toMatch(/0 of \d+ bytes are free, 5 % are demanded/);
    expect((await sourceVm(centres(), 'herd-19')).snapshots).toEqual([]);
    await control(controlUrl, '/faults', 'DELETE');
    await run.handle.executeUpdate(retryUpdate, { args: [{ actor: 'tester' }] });

    const snapshots = async () => (await sourceVm(centres(), 'herd-19')).snapshots;
    await expect.poll(snapshots, { timeout: 30_000 }).toHaveLength(1);
    await armFault(controlUrl, { name: 'datastore-full', count: 0 });
    const again = await run.until('its second stop', (state) => state.status === 'parked');
    expect(again.parked).toMatchObject({ stage: 'baseline', code: 'platform.quota' });
    expect(again.findings.map(({ code }) => code)).toContain('source.snapshot-given-up');
    expect(await snapshots()).toEqual([]);
    await control(controlUrl, '/faults', 'DELETE');
    const plan = { ...again.plan, bandwidthBytesPerSecond: undefined };
    await run.handle.executeUpdate(retryUpdate, { args: [{ actor: 'tester', plan }] });
    await expectProven(centres(), 'herd-19', await completed(run));
  });
}
