import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient } from '../../client/client.ts';
import { labGuestImages } from '../lab/labGuests.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { expectProven, expectWarm } from './expectations.ts';
import { completed, control, migrate, sourceVm, targetGuest } from './migration.ts';

let centres: DataCentres;

beforeAll(async () => {
  const images = await labGuestImages();
  centres = await openDataCentres({ guests: dirname(images.bios.boot) });
});
afterAll(() => centres?.close());

/** A guest that has begun to write records. */
async function writing(name: string): Promise<void> {
  await expect
    .poll(async () => (await sourceVm(centres, name)).lastSequenceWritten ?? 0, { timeout: 180_000, interval: 250 })
    .toBeGreaterThan(20);
}

/** The last record that the source acknowledged is the last one found by the guest that booted on the target. */
async function expectNothingLost(name: string, vmid: number): Promise<void> {
  await expect
    .poll(async () => (await targetGuest(centres, vmid)).verdict, { timeout: 180_000, interval: 250 })
    .not.toBeNull();
  const report = await targetGuest(centres, vmid);
  const source = await sourceVm(centres, name);
  expect(report).toMatchObject({ booted: true, verdict: 'intact', systemOk: true });
  expect(report.lastSequenceFound).toBe(source.lastSequenceWritten);
  expect(source.lastSequenceWritten).toBeGreaterThan(20);
}

/** The screen of the booted target was kept, and can be looked at again. */
async function expectPictures(id: string): Promise<void> {
  const password = readFileSync(join(centres.folder, 'secrets', 'admin'), 'utf8').trim();
  const { token } = await createClient({ baseUrl: centres.apiUrl }).login({ body: { username: 'admin', password } });
  const client = createClient({ baseUrl: centres.apiUrl, token });
  const asked = await client.takePicture({ params: { id } });
  const { items } = await client.listPictures({ params: { id } });
  expect(items).toMatchObject([{ occasion: 'boot', problem: null }, { occasion: 'asked' }]);
  expect(items[1]).toEqual(asked);
  for (const { png, width } of items) {
    expect(width).toBeGreaterThan(300);
    expect(Buffer.from(png ?? '', 'base64').toString('latin1', 1, 4)).toBe('PNG');
  }
}

describe('a live guest that goes on writing while it is moved', () => {
  test('BIOS, pvscsi and vmxnet3 kept', async () => {
    await writing('demo-bios');
    const run = await migrate(centres, 'demo-bios', {
      startTarget: true,
      delta: { intervalSeconds: 3, minimumRounds: 2 },
    });
    const done = await completed(run);
    expect(done).toMatchObject({ strategy: 'warm', route: 'direct', leftovers: [], guest: { agent: true } });
    await expectProven(centres, 'demo-bios', done);
    await expectNothingLost('demo-bios', done.targetVm?.vmid ?? 0);
    expect(await targetGuest(centres, done.targetVm?.vmid ?? 0)).toMatchObject({
      firmware: 'bios',
      networkDriver: 'vmxnet3',
    });
    await expectWarm(centres, done);
    await expectPictures(done.id);
    expect(await control(centres.proxmox.info.controlUrl, '/alarms')).toEqual([]);
  });

  test('UEFI with two disks on NVMe, into virtio and the thin pool', async () => {
    await writing('demo-uefi');
    const run = await migrate(centres, 'demo-uefi', {
      startTarget: true,
      hardware: { nic: 'virtio', driversConfirmed: true },
      target: { storage: 'local-thin' },
      delta: { intervalSeconds: 3, minimumRounds: 2 },
    });
    const done = await completed(run);
    expect(done).toMatchObject({ strategy: 'warm', route: 'direct', leftovers: [], guest: { agent: true } });
    await expectProven(centres, 'demo-uefi', done);
    await expectWarm(centres, done);
    await expectNothingLost('demo-uefi', done.targetVm?.vmid ?? 0);
    expect(await targetGuest(centres, done.targetVm?.vmid ?? 0)).toMatchObject({
      firmware: 'uefi',
      networkDriver: 'virtio_net',
    });
    expect(done.disks.map((disk) => disk.volume?.split(':')[0])).toEqual(['local-thin', 'local-thin']);
    expect(await control(centres.proxmox.info.controlUrl, '/alarms')).toEqual([]);
  });
});
