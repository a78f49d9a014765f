import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LabGuestReport } from '../../contract/lab.ts';
import { copySparse } from '../../lab/guest/sparseCopy.ts';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { labGuestImages } from './labGuests.ts';
import { armFault, type ProxmoxClient, proxmoxClient, tokenHeaders } from './proxmoxClient.ts';

let dir: string;
let lab: ProxmoxLab;
let mover: ProxmoxClient;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  lab = await startProxmoxLab({ dir, refusalDelayMs: 0 });
  mover = proxmoxClient(lab.info, tokenHeaders(lab.info));
});

afterAll(async () => {
  await lab?.stop();
  await rm(dir, { recursive: true, force: true });
});

const report = async (vmid: number): Promise<LabGuestReport> =>
  (await (await fetch(`${lab.info.controlUrl}/vms/${vmid}/guest`)).json()) as LabGuestReport;

/** Allocates a volume by the API and writes an image into its path, as a mover does. */
async function writeVolume(
  vmid: number,
  request: { storage: string; filename: string; image: string },
): Promise<string> {
  const { storage, filename, image } = request;
  const { size } = await stat(image);
  const allocated = await mover.call('POST', `/nodes/pve1/storage/${storage}/content`, {
    vmid,
    filename,
    size: size / 1024,
  });
  const volid = String(allocated.data);
  const { path } = (await mover.get(`/nodes/pve1/storage/${storage}/content/${volid}`)) as { path: string };
  const target = await open(path, 'r+');
  await copySparse(image, target, 0);
  await target.close();
  return volid;
}

it('boots the BIOS guest on pvscsi and vmxnet3, moves its disk live and shuts it down by its agent', async () => {
  const { bios } = await labGuestImages();
  const vmid = 201;
  const scsi0 = await writeVolume(vmid, { storage: 'local', filename: `vm-${vmid}-disk-0.raw`, image: bios.boot });
  const scsi1 = await writeVolume(vmid, { storage: 'local-thin', filename: `vm-${vmid}-disk-0`, image: bios.data });
  const hardware = { scsihw: 'pvscsi', net0: 'vmxnet3=00:50:56:00:00:01,bridge=vmbr0', agent: 1, serial0: 'socket' };
  expect(await mover.task('POST', '/nodes/pve1/qemu', { vmid, memory: 192, scsi0, scsi1, ...hardware })).toBe('OK');
  expect(await mover.task('POST', `/nodes/pve1/qemu/${vmid}/status/start`)).toBe('OK');
  expect((await mover.call('DELETE', `/nodes/pve1/qemu/${vmid}`)).reason).toBe(
    `VM ${vmid} is running - destroy failed`,
  );
  await expect
    .poll(() => report(vmid), { timeout: 120_000, interval: 200 })
    .toMatchObject({
      running: true,
      booted: true,
      verdict: 'intact',
      systemOk: true,
      firmware: 'bios',
      storageDriver: 'vmw_pvscsi',
      networkDriver: 'vmxnet3',
    });
  const { result } = (await mover.get(`/nodes/pve1/qemu/${vmid}/agent/get-osinfo`)) as { result: { id: string } };
  expect(result.id).toBe('debian');
  await armFault(lab.info, { name: 'agent-silent', match: { vmid } });
  const silent = await mover.call('POST', `/nodes/pve1/qemu/${vmid}/agent/ping`);
  expect(silent.reason).toBe('QEMU guest agent is not running');
  expect((await mover.call('POST', `/nodes/pve1/qemu/${vmid}/agent/ping`)).status).toBe(200);
  const refused = await mover.call('POST', `/nodes/pve1/qemu/${vmid}/agent/exec`, { command: 'true' });
  expect(refused.status).toBe(403);
  const move = { disk: 'scsi1', storage: 'local', delete: 1 };
  expect(await mover.task('POST', `/nodes/pve1/qemu/${vmid}/move_disk`, move)).toBe('OK');
  expect(await mover.task('POST', `/nodes/pve1/qemu/${vmid}/status/shutdown`)).toBe('OK');
  expect(await mover.get(`/nodes/pve1/qemu/${vmid}/status/current`)).toMatchObject({ status: 'stopped' });
  expect(await mover.task('DELETE', `/nodes/pve1/qemu/${vmid}`)).toBe('OK');
}, 180_000);

it('boots the UEFI guest on virtio', async () => {
  const { uefi } = await labGuestImages();
  const vmid = 202;
  const scsi0 = await writeVolume(vmid, { storage: 'local-thin', filename: `vm-${vmid}-disk-1`, image: uefi.boot });
  const scsi1 = await writeVolume(vmid, { storage: 'local-thin', filename: `vm-${vmid}-disk-2`, image: uefi.data });
  const firmware = { bios: 'ovmf', machine: 'q35', efidisk0: 'local-thin:1,efitype=4m,pre-enrolled-keys=0' };
  const hardware = {
    scsihw: 'virtio-scsi-single',
    net0: 'virtio=00:50:56:00:00:02,bridge=vmbr0',
    agent: 1,
    serial0: 'socket',
  };
  const create = { vmid, memory: 192, boot: 'order=scsi0', ...firmware, ...hardware, scsi0, scsi1 };
  expect(await mover.task('POST', '/nodes/pve1/qemu', create)).toBe('OK');
  expect(await mover.task('POST', `/nodes/pve1/qemu/${vmid}/status/start`)).toBe('OK');
  await expect
    .poll(() => report(vmid), { timeout: 120_000, interval: 200 })
    .toMatchObject({
      booted: true,
      verdict: 'intact',
      firmware: 'uefi',
      storageDriver: 'virtio_scsi',
      networkDriver: 'virtio_net',
    });
  expect(await mover.task('POST', `/nodes/pve1/qemu/${vmid}/status/stop`)).toBe('OK');
  expect(await mover.task('DELETE', `/nodes/pve1/qemu/${vmid}`)).toBe('OK');
}, 180_000);
