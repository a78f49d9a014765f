import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DemoReport } from '../../start/demo/report.ts';
import { checkout } from '../../start/setup/checkout.ts';
import type { StackEndpoints } from '../../start/stack/endpoints.ts';
import { runDrover } from '../cli/runDrover.ts';

/** `npm start` as a user runs it: killed in the middle of the demo, started again on the same data, and once more. */

let folder: string;
/** Of another instance, which runs all the while. */
let folderBeside: string;
let first: Started;
const started: Started[] = [];

/** Whole demos, under emulation, on a machine that others use too. */
vi.setConfig({ testTimeout: 900_000 });

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

test('two instances run side by side, and tell others where', async () => {
  const beside = start(['--idle'], folderBeside);
  first = start(['--once']);
  await said(first, 'Migrating demo-bios');
  await said(beside, 'Serving until Ctrl-C.');
  for (const what of ['Console', 'API docs', 'Temporal Web', 'Login'])
    expect(beside.stderr).toMatch(new RegExp(`${what} +\\S`));
  const told = await runDrover(['lab', 'info', '--json', '--data', folderBeside]);
  const { product, labs } = JSON.parse(readFileSync(join(folderBeside, 'endpoints.json'), 'utf8')) as StackEndpoints;
  expect(JSON.parse(told.stdout)).toEqual({ product, ...labs });
  beside.child.kill('SIGINT');
  await beside.ended;
  expect(beside.stdout).toBe('');
  expect(processesOn(folderBeside)).toEqual([]);
});

test('the demo goes on after kill -9 and proves that nothing was lost', async () => {
  // The source is off and all copied; the target has not booted yet.
  await said(first, 'verify done');
  expect(first.child.exitCode).toBeNull();
  const refused = start(['--idle']);
  expect(await refused.ended).toBe(1);
  expect(refused.stderr).toContain(`Drover already runs on ${folder} (process `);
  await kill(first);

  const report = await reportOf(['--once', '--json'], 'is being migrated already; going on');
  expect(report.migration).toMatchObject({ strategy: 'warm', route: 'direct' });
});

test('the next start moves the guest again, here by the cold route and an object store', async () => {
  const report = await reportOf(
    ['--once', '--json', '--cold', '--s3'],
    'of the last demo is removed from the Proxmox lab',
  );
  expect(report.migration).toMatchObject({ strategy: 'cold', route: 'staged' });
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

/** Fails at once where the run has ended without a word of it. */
async function said(run: Started, words: string): Promise<void> {
  const heard = expect.poll(() => run.stderr, { timeout: 600_000, interval: 50 }).toContain(words);
  const ended = run.ended.then((code) => expect(run.stderr, `ended with ${code}`).toContain(words));
  await Promise.race([heard, ended]);
}

/** As by kill -9 of what the user started; all that it started ends with it. */
async function kill(run: Started): Promise<void> {
  process.kill(startProcessOf(run), 'SIGKILL');
  await run.ended;
  await expect.poll(() => processesOn(folder), { timeout: 60_000, interval: 200 }).toEqual([]);
}

/** Of a run that ends by itself, which must have held, and said how it began. */
async function reportOf(args: string[], words: string): Promise<DemoReport> {
  const run = start(args);
  expect(await run.ended, run.stderr).toBe(0);
  expect(run.stderr).toContain(words);
  const report = JSON.parse(run.stdout) as DemoReport;
  expect(report.disks).toHaveLength(2);
  for (const { sourceRoot, targetRoot } of report.disks) expect(targetRoot).toBe(sourceRoot);
  expect(report.guest).toMatchObject({ booted: true, verdict: 'intact', systemOk: true });
  expect(report.guest.lastSequenceFound).toBe(report.guest.lastSequenceWritten);
  expect(report.residue).toEqual([]);
  expect(processesOn(folder)).toEqual([]);
  return report;
}

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
