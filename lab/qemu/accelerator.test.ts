import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { chooseAccelerator, probeAccelerator } from './accelerator.ts';
import { bootSector, bootSectorSays } from './bootSector.ts';

let folder: string;
const folders: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dr-'));
  folders.push(folder);
});
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

const at = (name: string) => join(folder, name);

/** Stands for QEMU on a machine with a device. */
function machine(script: string) {
  writeFileSync(at('device'), '');
  writeFileSync(at('qemu'), `#!/bin/sh\necho "$$" >>${at('runs')}\n${script}\n`, { mode: 0o755 });
  return { device: at('device'), program: at('qemu'), cacheFile: at('cache'), limitMs: 20_000 };
}
const runs = () => (existsSync(at('runs')) ? readFileSync(at('runs'), 'utf8').trim().split('\n') : []);

test('without a device that opens nothing is tried', async () => {
  const options = machine(`echo '${bootSectorSays}'`);
  expect(await probeAccelerator({ ...options, device: at('none') })).toBe('tcg');
  expect(runs()).toEqual([]);
});

test('KVM is used where a guest has spoken, and that is asked once per boot of the machine', async () => {
  const options = machine(`echo '${bootSectorSays}'; exec sleep 600`);
  const both = await Promise.all([probeAccelerator(options), probeAccelerator(options)]);
  expect([...both, await probeAccelerator(options)]).toEqual(['kvm', 'kvm', 'kvm']);
  expect(runs()).toHaveLength(1);
  writeFileSync(at('cache'), JSON.stringify({ boot: 'another', answer: 'tcg' }));
  expect(await probeAccelerator(options)).toBe('kvm');
  expect(runs()).toHaveLength(2);
});

test('a device that opens and then hangs is given up, its guest killed; so is one that QEMU refuses', async () => {
  const hanging = machine("trap '' TERM INT; exec sleep 600");
  expect(await probeAccelerator({ ...hanging, limitMs: 200 })).toBe('tcg');
  expect(existsSync(`/proc/${runs()[0]}`)).toBe(false);
  expect(await probeAccelerator(hanging)).toBe('tcg');
  expect(runs()).toHaveLength(1);
  rmSync(at('cache'));
  expect(await probeAccelerator(machine('exit 1'))).toBe('tcg');
  rmSync(at('cache'));
  const failing = machine(`trap '' TERM INT; echo 'KVM internal error. Suberror: 1' >&2; exec sleep 600`);
  expect(await probeAccelerator({ ...failing, limitMs: 600_000 })).toBe('tcg');
  expect(await probeAccelerator({ ...machine(''), program: at('no-such-program'), cacheFile: at('other') })).toBe(
    'tcg',
  );
});

test('a lock that a killed process has left is waited for once', async () => {
  const options = { ...machine(`echo '${bootSectorSays}'; exec sleep 600`), limitMs: 100 };
  writeFileSync(`${at('cache')}.lock`, '');
  expect(await probeAccelerator(options)).toBe('tcg');
  expect(await probeAccelerator({ ...options, limitMs: 20_000 })).toBe('kvm');
});

test('the guest of the probe really speaks', async () => {
  writeFileSync(at('disk'), bootSector());
  const args = ['-nodefaults', '-display', 'none', '-M', 'pc', '-m', '32', '-accel', 'tcg', '-serial', 'stdio'];
  const drive = ['-drive', `file=${at('disk')},format=raw,if=ide`];
  const child = spawn('qemu-system-x86_64', [...args, ...drive], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('latin1').on('data', (text: string) => {
    said += text;
  });
  await expect.poll(() => said, { timeout: 25_000 }).toContain(bootSectorSays);
  child.kill('SIGKILL');
});

test('a choice is a choice', async () => {
  expect(await chooseAccelerator('tcg')()).toBe('tcg');
  expect(await chooseAccelerator('kvm')()).toBe('kvm');
});
