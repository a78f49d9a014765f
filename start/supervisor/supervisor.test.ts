import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processIdentity, withFileLock } from '../fileLock.mjs';
import { type ProcessSpec, startProcess } from './managedProcess.ts';
import { notePid, reapOrphans } from './orphan.ts';
import { NotReadyError, waitForReadyLine } from './readiness.ts';
import { rememberPorts } from './rememberedPorts.ts';
import { createSupervisor } from './supervisor.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dr-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sayPid = 'console.log(JSON.stringify({ pid: process.pid })); setInterval(() => {}, 1000);';
const ready = (spec: ProcessSpec, started: Parameters<typeof waitForReadyLine>[1]) =>
  waitForReadyLine<{ pid: number }>(spec, started);

test('a process that dies is started again, and all are gone after stop', async () => {
  const troubles: string[] = [];
  const runFolder = join(folder, 'run-again');
  const supervisor = createSupervisor({ runFolder, onTrouble: (line) => troubles.push(line) });
  const first = await supervisor.start(node('again', sayPid), ready);
  process.kill(first.pid, 'SIGKILL');
  await expect.poll(() => pidIn(runFolder, 'again'), { timeout: 10_000 }).not.toBe(first.pid);
  expect(troubles[0]).toMatch(/^again ended with signal SIGKILL; starting it again in 0\.5 s/);
  const second = pidIn(runFolder, 'again');
  await supervisor.stop();
  expect(processIdentity(second)).toBeUndefined();
});

test('what a killed start left behind is ended by the next one', async () => {
  const runFolder = join(folder, 'run-orphan');
  mkdirSync(runFolder);
  const orphan = await startProcess(node('left', sayPid));
  notePid(join(runFolder, 'left.pid'), orphan.pid, 'SIGINT');
  // A later process with a number that was noted is somebody else.
  writeFileSync(join(runFolder, 'stranger.pid'), `${process.pid}:1 SIGKILL`);
  await reapOrphans(runFolder);
  expect(await orphan.ended).toBe('signal SIGINT');
  expect(readdirSync(runFolder)).toEqual([]);
});

test('a process that ends before it is ready is quoted', async () => {
  const supervisor = createSupervisor({ runFolder: join(folder, 'run-bad'), onTrouble: () => undefined });
  const failing = supervisor.start(node('bad', "console.error('no such disk'); process.exit(3)"), ready);
  await expect(failing).rejects.toThrow(NotReadyError);
  await expect(failing).rejects.toThrow(/bad ended with exit code 3; .*\nno such disk/);
  await supervisor.stop();
});

test('a lock is held by one at a time and taken over from the dead', async () => {
  const file = join(folder, 'lock');
  writeFileSync(file, '999999999:1');
  let inside = 0;
  let most = 0;
  await Promise.all(
    [1, 2, 3, 4].map(() =>
      withFileLock(file, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
});

test('ports are chosen once and kept', async () => {
  const file = join(folder, 'ports.json');
  const api = await rememberPorts(file).choose('api');
  expect(await rememberPorts(file).choose('api')).toBe(api);
  expect(await rememberPorts(file).choose('api', 4711)).toBe(4711);
});

function node(name: string, script: string): ProcessSpec {
  return { name, command: process.execPath, args: ['-e', script], logFile: join(folder, `${name}.log`) };
}

function pidIn(runFolder: string, name: string): number {
  return Number.parseInt(readFileSync(join(runFolder, `${name}.pid`), 'utf8'), 10);
}
