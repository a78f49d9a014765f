import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { markProcess, reapOrphan } from './orphan.ts';
import { startQemu } from './qemuProcess.ts';
import { QmpError } from './qmp.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test('answers on its monitor, tells events, and is gone after stop', async () => {
  const machine = await startQemu({ dir, args: () => ['-m', '32', '-S'] });
  onTestFinished(() => machine.stop());
  expect(await machine.monitor.execute('query-status')).toMatchObject({ running: false });
  const resumed = machine.monitor.nextEvent((event) => event.name === 'RESUME');
  await machine.monitor.execute('cont');
  await resumed;
  await expect(machine.monitor.execute('no-such-command')).rejects.toBeInstanceOf(QmpError);
  await machine.stop();
  expect(machine.running()).toBe(false);
  await expect(machine.monitor.execute('query-status')).rejects.toThrow('closed');
});

test('gives QEMU its say when it does not start', async () => {
  await expect(startQemu({ dir, args: () => ['-device', 'no-such-device'] })).rejects.toThrow(
    "'no-such-device' is not a valid device model name",
  );
});

test('the storage daemon runs under the same monitor', async () => {
  const daemon = await startQemu({ dir, program: 'qemu-storage-daemon', args: () => [] });
  expect(await daemon.monitor.execute('query-block-exports')).toEqual([]);
  await daemon.stop();
  expect(await daemon.exited).toEqual({ code: 0, signal: null });
});

test('the next start ends what a killed parent has left, and nothing that merely has its number', async () => {
  const pidFile = join(dir, 'left.pid');
  const left = spawn('sleep', ['600']);
  const ended = once(left, 'exit');
  const pid = left.pid ?? 0;
  await markProcess(pidFile, pid);
  expect(await reapOrphan(pidFile)).toBe(pid);
  expect(await ended).toEqual([null, 'SIGTERM']);
  expect(await reapOrphan(pidFile)).toBeUndefined();

  const deaf = spawn('sh', ['-c', "trap '' TERM; echo deaf; while :; do sleep 0.1; done"]);
  const killed = once(deaf, 'exit');
  await once(deaf.stdout, 'data');
  await markProcess(pidFile, deaf.pid ?? 0);
  expect(await reapOrphan(pidFile, 50)).toBe(deaf.pid);
  expect(await killed).toEqual([null, 'SIGKILL']);

  await writeFile(pidFile, JSON.stringify({ pid: process.pid, startTicks: '1' }));
  expect(await reapOrphan(pidFile)).toBeUndefined();
});
