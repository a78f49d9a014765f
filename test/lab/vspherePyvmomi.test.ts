import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabSourceVm } from '../../contract/lab.ts';
import { diskRoot } from '../../lab/vsphere/diskRoot.ts';
import { startVsphereLab, type VsphereLab } from '../../lab/vsphere/lab.ts';
import { pythonPackages } from '../support/pythonPackages.ts';

const run = promisify(execFile);
const script = new URL('./pyvmomi/lab_client.py', import.meta.url).pathname;
let dir: string;
let lab: VsphereLab;
let packages: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dr-'));
  packages = await pythonPackages('pyvmomi', ['pyvmomi==9.1.1.0']);
  lab = await startVsphereLab({
    dir,
    settings: { taskMilliseconds: 25, shutdownMilliseconds: 50, objectsPerPage: 20 },
  });
});

afterAll(async () => {
  await lab.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function pyvmomi(role: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run('python3', [script, packages, join(dir, 'lab.json'), role, ...args]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function control(path: string): Promise<unknown> {
  return (await fetch(`${lab.info.controlUrl}${path}`)).json();
}

test("VMware's own client reads every object of the inventory", async () => {
  const read = await pyvmomi('administrator', 'inventory');
  expect(read['machines']).toHaveLength(lab.world.machines.size);
  expect(read['machines']).toContain('Ümläut & <tags> %2f slash');
  expect(read).toMatchObject({ 'vim.HostSystem': 4, 'vim.Datastore': 4, 'vim.Datacenter': 2 });
});

test('power tasks end, and fail where they must', async () => {
  expect(await pyvmomi('migrator', 'power', 'herd-02')).toEqual({
    seen: ['poweredOff', 'InvalidPowerState:poweredOff', 'InvalidPowerState', 'poweredOn'],
  });
});

test('a user who may only look is told which privilege is missing', async () => {
  expect(await pyvmomi('readonly', 'refused', 'herd-02')).toEqual({
    privilege: 'VirtualMachine.State.CreateSnapshot',
    object: 'vm-104',
  });
});

test('a warm copy by change tracking and /folder ranges equals the disk as it was shut down', async () => {
  const target = join(dir, 'copy.raw');
  const copied = await pyvmomi('migrator', 'warm_copy', 'busy-writer', target);
  const rounds = copied['rounds'] as { pages: number; bytes: number; quiesced: boolean }[];
  expect(copied['snapshotLeft']).toBe(false);
  expect(rounds.map((round) => round.quiesced)).toEqual([true, true, true, false]);
  expect(rounds.every((round) => round.pages === 2)).toBe(true);
  const bytes = readFileSync(target);
  const vm = (await control('/vms/busy-writer')) as LabSourceVm;
  const root = await diskRoot(bytes.length, async (offset, length) => bytes.subarray(offset, offset + length));
  expect(vm.roots.at(-1)).toMatchObject({ name: 'round-3', disks: [{ diskKey: 2000, root }] });
  const off = (await control(`/access-log/summary?vm=busy-writer&power=poweredOff`)) as { bytes: number };
  expect(off.bytes).toBe(rounds[3]?.bytes);
});
