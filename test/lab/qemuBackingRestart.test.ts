import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQemuBacking } from '../../lab/vsphere/qemuBacking.ts';
import type { VmBacking } from '../../lab/vsphere/vmBacking.ts';
import { labGuestImages } from './labGuests.ts';

const DATA = 2001;
let dir: string;
let guest: VmBacking;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(async () => {
  await guest?.close();
  await rm(dir, { recursive: true, force: true });
});

async function open(): Promise<VmBacking> {
  const { bios } = await labGuestImages();
  guest = await createQemuBacking({
    dir,
    name: 'demo-bios',
    firmware: 'bios',
    mac: '00:50:56:01:02:05',
    disks: [
      { key: 2000, image: bios.boot, bus: 'pvscsi' },
      { key: DATA, image: bios.data, bus: 'pvscsi' },
    ],
  });
  return guest;
}

const wholeDisk = () => guest.disks.find(({ key }) => key === DATA)?.capacityBytes ?? 0;
const frozen = (snapshot: string) => guest.readSnapshot(snapshot, DATA, 0, wholeDisk());

async function written(more: number): Promise<number> {
  const target = (guest.lastSequenceWritten() ?? 0) + more;
  await expect.poll(() => guest.lastSequenceWritten() ?? 0, { timeout: 90_000 }).toBeGreaterThanOrEqual(target);
  return guest.lastSequenceWritten() ?? 0;
}

test('frozen states and the last acknowledged record outlive the process, whatever the guest writes after', async () => {
  await open();
  expect(guest.frozenSnapshots()).toEqual([]);
  await guest.powerOn();
  await written(20);
  await guest.takeSnapshot('one', { quiesce: true, moment: 1 });
  const one = await frozen('one');
  await written(20);
  await guest.takeSnapshot('two', { quiesce: true, moment: 2 });
  const two = await frozen('two');
  const acknowledged = await written(20);
  await guest.close();

  await open();
  expect(guest.powerState()).toBe('poweredOff');
  expect(guest.lastSequenceWritten()).toBeGreaterThanOrEqual(acknowledged);
  expect(guest.frozenSnapshots()).toEqual(['one', 'two']);
  await guest.powerOn();
  await written(20);
  expect((await frozen('one')).equals(one)).toBe(true);
  expect((await frozen('two')).equals(two)).toBe(true);
  await guest.takeSnapshot('three', { quiesce: true, moment: 3 });
  await guest.dropSnapshot('two');
  await guest.powerOff();
  const three = await frozen('three');
  await guest.close();

  await open();
  expect(guest.frozenSnapshots()).toEqual(['one', 'three']);
  expect((await frozen('one')).equals(one)).toBe(true);
  expect((await frozen('three')).equals(three)).toBe(true);
  for (const snapshot of ['three', 'one']) await guest.dropSnapshot(snapshot);
  await guest.takeSnapshot('four', { quiesce: true, moment: 4 });
  expect((await frozen('four')).equals(await guest.readCurrent(DATA, 0, wholeDisk()))).toBe(true);
});
