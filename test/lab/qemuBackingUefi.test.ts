import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createQemuBacking } from '../../lab/vsphere/qemuBacking.ts';
import { copySnapshot } from './backingCopy.ts';
import { bootCopies } from './copiedGuest.ts';
import { labGuestImages } from './labGuests.ts';

test('a UEFI guest on NVMe is copied while it writes, and its copy starts under UEFI on virtio', async () => {
  const { uefi } = await labGuestImages();
  const dir = await mkdtemp(join(tmpdir(), 'dr-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const guest = await createQemuBacking({
    dir: join(dir, 'source'),
    name: 'demo-uefi',
    firmware: 'uefi',
    mac: '00:50:56:01:02:05',
    disks: [
      { key: 32000, image: uefi.boot, bus: 'nvme' },
      { key: 32001, image: uefi.data, bus: 'nvme' },
    ],
  });
  onTestFinished(() => guest.close());
  await guest.powerOn();
  await expect.poll(() => guest.lastSequenceWritten() ?? 0, { timeout: 60_000 }).toBeGreaterThan(10);

  const acknowledged = guest.lastSequenceWritten();
  expect(await guest.takeSnapshot('live', { quiesce: true, moment: 1 })).toEqual({ quiesced: true });
  const images: string[] = [];
  for (const disk of guest.disks) {
    const image = join(dir, `${disk.key}.raw`);
    await copySnapshot(guest, 'live', disk, image);
    images.push(image);
  }
  await guest.close();

  const said = await bootCopies(join(dir, 'copy'), 'uefi', images, async (agent) => {
    expect((await agent.info()).supported_commands.length).toBeGreaterThan(20);
    expect(await agent.osInfo()).toMatchObject({ id: 'debian', machine: 'x86_64' });
    const card = (await agent.interfaces()).find(({ name }) => name === 'eth0');
    expect(card?.['hardware-address']).toBe('52:54:00:12:34:56');
    const file = await agent.exec('/bin/cat', ['/run/verdict']);
    expect(JSON.parse(file.stdout)).toMatchObject({ verdict: 'intact' });
    expect(await agent.exec('/bin/false')).toMatchObject({ exitCode: 1 });
    expect(await agent.freeze()).toBe(2);
    expect(await agent.thaw()).toBe(2);
    await expect(agent.execute('no-such-command')).rejects.toMatchObject({ code: 'refused' });
  });
  const verdict = said.find((event) => event.event === 'verdict');
  expect(verdict).toMatchObject({ verdict: 'intact', systemOk: true });
  expect(verdict?.event === 'verdict' && verdict.lastSequence).toBeGreaterThanOrEqual(acknowledged ?? 0);
  expect(said).toContainEqual(
    expect.objectContaining({ hostname: 'demo-uefi', firmware: 'uefi', storageDriver: 'virtio_scsi' }),
  );
});
