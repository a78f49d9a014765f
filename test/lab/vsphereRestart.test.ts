import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LabInfo, LabSourceVm } from '../../contract/lab.ts';
import { element, VimClient } from './vimClient.ts';

let dir: string;
const children: ChildProcess[] = [];

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'dr-'));
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

async function start(...more: string[]): Promise<{ info: LabInfo; child: ChildProcess }> {
  const main = new URL('../../lab/vsphere/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [main, '--dir', dir, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  if (child.stdout === null) throw new Error('no output to read');
  const [line] = await once(createInterface(child.stdout), 'line');
  return { info: JSON.parse(String(line)) as LabInfo, child };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill(signal);
  return (await ended)[0];
}

const vm = 'VirtualMachine:vm-103';

async function changeId(client: VimClient, name: string): Promise<string> {
  const inside = `<name>${name}</name><memory>false</memory><quiesce>false</quiesce>`;
  const id = element(await client.task('CreateSnapshot_Task', vm, inside), 'result');
  return element(await client.properties(`VirtualMachineSnapshot:${id}`, ['config.hardware.device']), 'changeId');
}

test('a killed lab comes back at the same place: bytes, power, snapshots and passwords kept, tracking begun anew', async () => {
  const first = await start();
  const client = new VimClient(first.info);
  await client.login();
  await client.task('PowerOffVM_Task', vm);
  await client.task('ReconfigVM_Task', vm, '<spec><changeTrackingEnabled>true</changeTrackingEnabled></spec>');
  const before = await changeId(client, 'before');
  const rootOf = async (info: LabInfo) => (await fetch(`${info.controlUrl}/vms/vm-103/disks/2000/root`)).json();
  const root = await rootOf(first.info);
  const saved = () =>
    fetch(`${first.info.controlUrl}/vms/vm-103`).then((answer) => answer.json() as Promise<LabSourceVm>);
  await expect.poll(async () => (await saved()).roots.length).toBe(1);
  client.close();
  expect(await stop(first.child, 'SIGTERM')).toBe(0);

  const second = await start();
  expect({ ...second.info, pid: 0 }).toEqual({ ...first.info, pid: 0 });
  expect(await rootOf(second.info)).toEqual(root);
  const again = new VimClient(second.info);
  await again.login();
  const source = (await (await fetch(`${second.info.controlUrl}/vms/herd-01`)).json()) as LabSourceVm;
  expect(source).toMatchObject({ power: 'poweredOff', snapshots: ['before'], roots: [{ name: 'before' }] });
  const tree = await again.properties(vm, ['snapshot', 'layoutEx', 'config.hardware.device']);
  expect(tree).toContain('<name>before</name>');
  expect(tree).toContain('-000001.vmdk');
  const after = await changeId(again, 'after');
  expect(after.split('/')[0]).not.toBe(before.split('/')[0]);
  again.close();
  // Killed right after it has answered: what was answered is still so.
  await stop(second.child, 'SIGKILL');

  const third = await start();
  expect(third.info.url).toBe(first.info.url);
  const last = (await (await fetch(`${third.info.controlUrl}/vms/herd-01`)).json()) as LabSourceVm;
  expect(last.snapshots).toEqual(['before', 'after']);
  const admin = new VimClient(third.info);
  await admin.login();
  await admin.task('RemoveAllSnapshots_Task', vm, '');
  admin.close();
  expect(await rootOf(third.info)).toEqual(root);
  expect(await stop(third.child, 'SIGTERM')).toBe(0);
});

test('a machine that is left off for once is on again at the next start, one that was off stays off', async () => {
  const power = async ({ controlUrl }: LabInfo, name: string) =>
    ((await (await fetch(`${controlUrl}/vms/${name}`)).json()) as LabSourceVm).power;
  const powers = async (info: LabInfo) => [await power(info, 'herd-01'), await power(info, 'herd-02')];
  const quiet = await start('--asleep', 'herd-01', '--asleep', 'herd-02');
  expect(await powers(quiet.info)).toEqual(['poweredOff', 'poweredOff']);
  await stop(quiet.child, 'SIGTERM');
  const usual = await start();
  expect(await powers(usual.info)).toEqual(['poweredOff', 'poweredOn']);
  await stop(usual.child, 'SIGTERM');
});
