import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoReport } from '../../start/demo/report.ts';
import { checkout } from '../../start/setup/checkout.ts';

/** `npm start` as a user runs it: killed in the middle of the demo, then started again on the same data. */

let folder: string;
/** Of another instance, which runs all the while. */
let folderBeside: string;
const started: Started[] = [];

interface Started {
  child: ChildProcess;
  ended: Promise<number | null>;
  stdout: string;
  stderr: string;
}

beforeAll(() => {
  [folder, folderBeside] = [dataFolder(), dataFolder()];
});
afterAll(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGTERM');
    await ended;
  }
  for (const path of [folder, folderBeside]) rmSync(path, { recursive: true, force: true });
});

test('beside another instance the demo goes on after kill -9 and proves that nothing was lost', async () => {
  const beside = start(['--idle'], folderBeside);
  const first = start([]);
  await expect.poll(() => first.stderr, { timeout: 180_000, interval: 200 }).toMatch(/baseline done/);

  const second = start(['--idle']);
  expect(await second.ended).toBe(1);
  expect(second.stderr).toContain(`Drover already runs on ${folder} (process `);

  process.kill(startProcessOf(first), 'SIGKILL');
  await first.ended;
  await expect.poll(() => processesOn(folder), { timeout: 30_000, interval: 200 }).toEqual([]);

  const again = start(['--once', '--json']);
  expect(await again.ended, again.stderr).toBe(0);
  expect(again.stderr).toContain('is being migrated already; going on');
  const report = JSON.parse(again.stdout) as DemoReport;
  expect(report.migration).toMatchObject({ strategy: 'warm', route: 'direct' });
  expect(report.disks).toHaveLength(2);
  for (const { sourceRoot, targetRoot } of report.disks) expect(targetRoot).toBe(sourceRoot);
  expect(report.guest).toMatchObject({ booted: true, verdict: 'intact' });
  expect(report.guest.lastSequenceFound).toBe(report.guest.lastSequenceWritten);
  expect(report.residue).toEqual([]);
  expect(processesOn(folder)).toEqual([]);

  await expect.poll(() => beside.stderr, { timeout: 60_000, interval: 200 }).toContain('Serving until Ctrl-C.');
  for (const what of ['Console', 'API docs', 'Temporal Web', 'Login'])
    expect(beside.stderr).toMatch(new RegExp(`${what} +\\S`));
  beside.child.kill('SIGINT');
  await beside.ended;
  expect(beside.stdout).toBe('');
  expect(processesOn(folderBeside)).toEqual([]);
});

test('secrets are for their owner alone, and no log carries them', () => {
  const secrets = join(folder, 'secrets');
  const files = readdirSync(secrets).map((name) => join(secrets, name));
  expect(files.length).toBeGreaterThan(2);
  for (const file of [...files, join(folder, 'endpoints.json')]) expect(statSync(file).mode & 0o077).toBe(0);
  const logs = readdirSync(join(folder, 'logs')).map((name) => readFileSync(join(folder, 'logs', name), 'utf8'));
  for (const file of files) {
    const secret = readFileSync(file, 'utf8').trim();
    expect(logs.filter((log) => log.includes(secret))).toEqual([]);
  }
});

function dataFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dr-'));
  chmodSync(path, 0o711);
  return path;
}

function start(args: string[], data = folder): Started {
  const child = spawn(process.execPath, [join(checkout, 'start', 'main.mjs'), 'start', '--data', data, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const run: Started = { child, ended, stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    run.stdout += part;
  });
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    run.stderr += part;
  });
  started.push(run);
  return run;
}

/** The process under Node 24 that the entry script started. */
function startProcessOf({ child }: Started): number {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim();
  return Number(children.split(' ')[0]);
}

/** Command lines of processes that name the folder. */
function processesOn(path: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((line) => line.includes(path));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
