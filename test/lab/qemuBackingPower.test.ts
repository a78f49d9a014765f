import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQemuBacking } from '../../lab/vsphere/qemuBacking.ts';
import type { VmBacking } from '../../lab/vsphere/vmBacking.ts';
import { guestEvents } from './guestSays.ts';
import { labGuestImages } from './labGuests.ts';

const DATA = 2001;
let dir: string;
let guest: VmBacking;

beforeAll(async () => {
  const { bios } = await labGuestImages();
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  guest = await createQemuBacking({
    dir,
    name: 'demo-bios',
    firmware: 'bios',
    mac: '00:50:56:01:02:04',
    disks: [
      { key: 2000, image: bios.boot, bus: 'pvscsi' },
      { key: DATA, image: bios.data, bus: 'pvscsi' },
    ],
  });
});
afterAll(async () => {
  await guest.close();
  await rm(dir, { recursive: true, force: true });
});

const wholeDisk = () => guest.disks.find(({ key }) => key === DATA)?.capacityBytes ?? 0;
const verdicts = () => guestEvents(guest.serialText()).filter((event) => event.event === 'verdict');

async function recordsAfter(sequence: number): Promise<number> {
  await expect.poll(() => guest.lastSequenceWritten() ?? 0, { timeout: 60_000 }).toBeGreaterThan(sequence);
  return guest.lastSequenceWritten() ?? 0;
}

test('a snapshot taken while off stays as it was when the guest is started, and started again after a hard off', async () => {
  await guest.takeSnapshot('off', { quiesce: true, moment: 1 });
  const frozen = await guest.readSnapshot('off', DATA, 0, wholeDisk());
  expect(frozen.equals(await guest.readCurrent(DATA, 0, wholeDisk()))).toBe(true);

  const changes: string[] = [];
  guest.onPowerChange((power) => changes.push(power));
  await guest.powerOn();
  await recordsAfter(10);
  await expect(guest.readCurrent(DATA, 0, 512)).rejects.toThrow('is on');
  expect(await guest.takeSnapshot('running', { quiesce: true, moment: 2 })).toEqual({ quiesced: true });
  await guest.dropSnapshot('running');
  await guest.powerOff();
  const acknowledged = guest.lastSequenceWritten() ?? 0;
  expect((await guest.readSnapshot('off', DATA, 0, wholeDisk())).equals(frozen)).toBe(true);
  expect(frozen.equals(await guest.readCurrent(DATA, 0, wholeDisk()))).toBe(false);

  const changed = await guest.changedExtents(DATA, 1);
  const now = await guest.readCurrent(DATA, 0, wholeDisk());
  for (const { start, length } of changed) now.copy(frozen, start, start, start + length);
  expect(frozen.equals(now)).toBe(true);
  await guest.dropSnapshot('off');

  await guest.powerOn();
  await recordsAfter(acknowledged);
  expect(changes).toEqual(['poweredOn', 'poweredOff', 'poweredOn']);
  expect(verdicts()).toHaveLength(2);
  const [, second] = verdicts();
  expect(second).toMatchObject({ verdict: 'intact', systemOk: true });
  expect(second?.event === 'verdict' && second.lastSequence).toBeGreaterThanOrEqual(acknowledged);
});

test('the death of QEMU is the crash of a host: off, frozen states and tracking lost, acknowledged records kept', async () => {
  expect(await guest.takeSnapshot('lost', { quiesce: true, moment: 3 })).toEqual({ quiesced: true });
  const acknowledged = await recordsAfter(guest.lastSequenceWritten() ?? 0);
  const { pid } = JSON.parse(await readFile(join(dir, 'qemu.pid'), 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => guest.powerState()).toBe('poweredOff');

  await expect(guest.readSnapshot('lost', DATA, 0, 512)).rejects.toThrow('lost');
  await expect(guest.changedExtents(DATA, 3)).rejects.toThrow('begun anew');
  await guest.grow(DATA, wholeDisk() + 1024 * 1024);
  expect((await guest.readCurrent(DATA, 0, wholeDisk())).length).toBe(65 * 1024 * 1024);

  await guest.powerOn();
  await recordsAfter(acknowledged);
  expect(verdicts()).toMatchObject([{ verdict: 'intact', systemOk: true }]);
  expect(verdicts()[0]).toHaveProperty('lastSequence');
  await guest.takeSnapshot('anew', { quiesce: true, moment: 4 });
  await guest.resetTracking();
  await expect(guest.changedExtents(DATA, 4, 4)).rejects.toThrow('begun anew');
});
