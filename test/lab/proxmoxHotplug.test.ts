import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { type ProxmoxClient, proxmoxClient, tokenHeaders } from './proxmoxClient.ts';

const run = promisify(execFile);
let dir: string;
let lab: ProxmoxLab;
let mover: ProxmoxClient;
const helper = '/nodes/pve1/qemu/160';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  lab = await startProxmoxLab({ dir, refusalDelayMs: 0 });
  mover = proxmoxClient(lab.info, tokenHeaders(lab.info));
});

afterAll(async () => {
  await lab?.stop();
  await rm(dir, { recursive: true, force: true });
});

it('lends a volume of another VM to a running one and takes it back', async () => {
  await mover.task('POST', '/nodes/pve1/qemu', { vmid: 160, scsihw: 'virtio-scsi-pci', scsi0: 'local-thin:0.01' });
  await mover.task('POST', '/nodes/pve1/qemu', { vmid: 161, scsi0: 'local-thin:0.02' });
  expect(await mover.task('POST', `${helper}/status/start`)).toBe('OK');
  const lent = 'local-thin:vm-161-disk-0,serial=mv-161-0';
  expect(await mover.task('POST', `${helper}/config`, { scsi5: lent })).toBe('OK');
  expect(await mover.get(`${helper}/pending`)).toContainEqual({
    key: 'scsi5',
    value: `local-thin:vm-161-disk-0,serial=mv-161-0,size=24M`,
  });
  const pid = ((await mover.get(`${helper}/status/current`)) as { pid: number }).pid;
  const open = async (): Promise<string> => (await run('ls', ['-l', `/proc/${pid}/fd`])).stdout;
  expect(await open()).toContain('vm-161-disk-0');
  expect((await mover.call('PUT', `${helper}/unlink`, { idlist: 'scsi5' })).status).toBe(200);
  const config = (await mover.get(`${helper}/config`)) as Record<string, string>;
  expect(Object.keys(config).filter((key) => /^(scsi5|unused)/.test(key))).toEqual([]);
  expect(await open()).not.toContain('vm-161-disk-0');
});

it('adds a disk of its own, hands it to another VM, and keeps what cannot be plugged pending', async () => {
  expect(await mover.task('POST', `${helper}/config`, { scsi1: 'local:0.01' })).toBe('OK');
  expect(await mover.task('PUT', `${helper}/resize`, { disk: 'scsi1', size: '32M' })).toBe('OK');
  await mover.call('PUT', `${helper}/unlink`, { idlist: 'scsi1' });
  expect(await mover.get(`${helper}/config`)).toMatchObject({ unused0: 'local:160/vm-160-disk-0.raw' });
  const hand = { disk: 'unused0', 'target-vmid': 161, 'target-disk': 'scsi1' };
  expect(await mover.task('POST', `${helper}/move_disk`, hand)).toBe('OK');
  expect(await mover.get('/nodes/pve1/qemu/161/config')).toMatchObject({
    scsi1: 'local:161/vm-161-disk-0.raw,size=32M',
  });
  await mover.call('PUT', `${helper}/config`, { cores: 2, sata0: 'local-thin:0.01' });
  const pending = (await mover.get(`${helper}/pending`)) as { key: string; pending?: unknown }[];
  expect(pending.filter((row) => row.pending !== undefined).map((row) => row.key)).toEqual(['cores', 'sata0']);
  await mover.task('POST', `${helper}/status/stop`);
  await mover.task('POST', `${helper}/status/start`);
  const after = (await mover.get(`${helper}/pending`)) as { key: string; pending?: unknown; value?: unknown }[];
  expect(after.filter((row) => row.pending !== undefined)).toEqual([]);
  expect(after).toContainEqual({ key: 'cores', value: 2 });
});
