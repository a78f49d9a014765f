import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabSourceVm } from '../../contract/lab.ts';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { describeWithMark, printTags } from '../../platforms/proxmox/vm/migrationMark.ts';
import { bringHome } from '../../start/demo/bringHome.ts';
import type { LabWitness } from '../../start/demo/labWitness.ts';
import { targetResidue } from '../../start/demo/residue.ts';
import { type TargetLab, targetLab } from '../../start/demo/targetLab.ts';
import { type ProxmoxClient, proxmoxClient, tokenHeaders } from '../lab/proxmoxClient.ts';

const id = '0b5e7c1e-3f2a-4c57-9a7b-6a0f3e5d1c2b';
const targetVm = { node: 'pve1', vmid: 100 };
let dir: string;
let lab: ProxmoxLab;
let mover: ProxmoxClient;
let target: TargetLab;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dr-'));
  lab = await startProxmoxLab({ dir, refusalDelayMs: 0 });
  mover = proxmoxClient(lab.info, tokenHeaders(lab.info));
  target = targetLab(lab.info);
});
afterAll(async () => {
  await lab?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('what a migration has left at the target is found: other VMs of it, volumes that nobody uses', async () => {
  await make(100, { ...mark(['demo']), scsi0: 'local:0.001' });
  expect(await targetResidue(target, { id, targetVm })).toEqual([]);

  const filename = 'vm-100-disk-7.raw';
  await mover.call('POST', '/nodes/pve1/storage/local/content', { vmid: 100, filename, size: '1M' });
  await make(101, mark([]));
  await make(102, { tags: 'drover' });
  expect(await targetResidue(target, { id, targetVm })).toEqual([
    'VM 101 on pve1 at the target',
    'orphaned volume local:100/vm-100-disk-7.raw at the target',
  ]);
  expect(await mover.task('POST', '/nodes/pve1/qemu/100/config', { delete: 'scsi0' })).toBe('OK');
  expect(await targetResidue(target, { id, targetVm })).toContain(
    'orphaned volume local:100/vm-100-disk-0.raw at the target',
  );
});

test('the demo clears away what it has made itself, running or not, and nothing else', async () => {
  expect(await mover.task('POST', '/nodes/pve1/qemu/100/status/start')).toBe('OK');
  const said: string[] = [];
  const poweredOn: string[] = [];
  const witness: LabWitness = {
    sourceVm: async () => ({ power: 'poweredOff' }) as LabSourceVm,
    guest: () => Promise.reject(new Error('nobody asks')),
    powerOnSource: async (name) => void poweredOn.push(name),
  };
  await bringHome(witness, target, { ended: [id], announce: (line) => void said.push(line) });
  expect(lab.datacenter.vms.ids()).toEqual([101, 102]);
  expect(poweredOn).toEqual(['demo-bios']);
  expect(said).toEqual([
    'To move demo-bios again, VM 100 of the last demo is removed from the Proxmox lab, and demo-bios is powered on again in the vSphere lab',
  ]);
  const left = (await mover.get('/nodes/pve1/storage/local/content', { content: 'images' })) as unknown[];
  expect(left).toEqual([]);
});

function mark(tags: string[]): Record<string, string> {
  return { tags: printTags(id, tags), description: describeWithMark('', id) };
}

async function make(vmid: number, values: Record<string, string>): Promise<void> {
  expect(await mover.task('POST', '/nodes/pve1/qemu', { vmid, ...values })).toBe('OK');
}
