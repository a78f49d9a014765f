import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GuestImages } from '../../lab/guest/guestImages.ts';
import { createQemuBacking } from '../../lab/vsphere/qemuBacking.ts';
import type { VmBacking } from '../../lab/vsphere/vmBacking.ts';
import { copySnapshot } from './backingCopy.ts';
import { bootCopies } from './copiedGuest.ts';
import { labGuestImages } from './labGuests.ts';

let images: GuestImages;
let dir: string;
let backing: VmBacking | undefined;

beforeAll(async () => {
  images = await labGuestImages();
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(async () => {
  await backing?.close();
  await rm(dir, { recursive: true, force: true });
});

const image = (name: string) => join(dir, name);

async function written(live: VmBacking, more: number): Promise<void> {
  const target = (live.lastSequenceWritten() ?? 0) + more;
  await expect.poll(() => live.lastSequenceWritten() ?? 0, { timeout: 60_000 }).toBeGreaterThanOrEqual(target);
}

async function poweredOff(live: VmBacking): Promise<void> {
  await expect.poll(() => live.powerState(), { timeout: 30_000 }).toBe('poweredOff');
}

test('a BIOS guest is copied while it writes, then booted from the copies with nothing lost', async () => {
  const guest = await createQemuBacking({
    dir: image('bios'),
    name: 'demo-bios',
    firmware: 'bios',
    mac: '00:50:56:01:02:03',
    disks: [
      { key: 2000, image: images.bios.boot, bus: 'pvscsi' },
      { key: 2001, image: images.bios.data, bus: 'pvscsi' },
    ],
  });
  backing = guest;
  expect(guest.powerState()).toBe('poweredOff');
  await guest.powerOn();
  await written(guest, 24);

  expect(await guest.takeSnapshot('first', { quiesce: true, moment: 1 })).toEqual({ quiesced: true });
  for (const disk of guest.disks) await copySnapshot(guest, 'first', disk, image(`${disk.key}.raw`));
  await guest.dropSnapshot('first');
  await expect(guest.readSnapshot('first', 2000, 0, 512)).rejects.toThrow('lost');
  await written(guest, 24);

  await guest.takeSnapshot('second', { quiesce: true, moment: 2 });
  await written(guest, 10);
  for (const disk of guest.disks) {
    const changed = await guest.changedExtents(disk.key, 1, 2);
    const copied = await copySnapshot(guest, 'second', disk, image(`${disk.key}.raw`), changed);
    expect(copied).toBeLessThan(disk.capacityBytes / 4);
    await copySnapshot(guest, 'second', disk, image('full.raw'));
    expect((await readFile(image(`${disk.key}.raw`))).equals(await readFile(image('full.raw')))).toBe(true);
  }

  // A frozen state outlives the newer snapshot of somebody else, and the guest's power.
  const before = await guest.readSnapshot('second', 2001, 0, guest.disks[1]?.capacityBytes ?? 0);
  await guest.takeSnapshot('foreign', { quiesce: false, moment: 3 });
  await written(guest, 10);
  await guest.dropSnapshot('foreign');
  await guest.shutdownGuest();
  await poweredOff(guest);
  expect((await guest.readSnapshot('second', 2001, 0, before.length)).equals(before)).toBe(true);
  await guest.dropSnapshot('second');

  const last = guest.lastSequenceWritten();
  await guest.takeSnapshot('final', { quiesce: true, moment: 4 });
  for (const disk of guest.disks) {
    await copySnapshot(guest, 'final', disk, image(`${disk.key}.raw`), await guest.changedExtents(disk.key, 2, 4));
    const now = await guest.readCurrent(disk.key, 0, disk.capacityBytes);
    expect((await readFile(image(`${disk.key}.raw`))).equals(now)).toBe(true);
  }
  await guest.close();

  const said = await bootCopies(image('copy'), 'bios', [image('2000.raw'), image('2001.raw')]);
  expect(said).toContainEqual(
    expect.objectContaining({ event: 'verdict', verdict: 'intact', systemOk: true, lastSequence: last }),
  );
  expect(said).toContainEqual(
    expect.objectContaining({ firmware: 'bios', storageDriver: 'virtio_scsi', networkDriver: 'virtio_net' }),
  );
});
