import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../config/environment.ts';
import { readSetupConfig } from '../../config/setup.ts';
import { checkout } from '../setup/checkout.ts';
import { ensureDebianPackages } from '../setup/debianPackages.ts';
import { ensureMinio } from '../setup/minio.ts';
import { ensurePostgresBinaries } from '../setup/postgresBinaries.ts';
import { ensureTemporal } from '../setup/temporal.ts';
import { ensureVcsim } from '../setup/vcsim.ts';
import { verify } from '../verify/verify.ts';
import { reportingErrors } from './reportingErrors.ts';
import { type FileResult, slowestFiles } from './slowestFiles.ts';

/** `npm test`: sets up, verifies, then runs every test. Arguments go to vitest, e.g. `npm test -- --project unit`. */
await reportingErrors(async () => {
  const setupSeconds = await setUp();
  const failedSteps = await verify(console.log);
  const counts = await runVitest(process.argv.slice(2));
  for (const line of counts.slowest) console.log(line);
  console.log(`set-up took ${setupSeconds.toFixed(1)} s, counted apart`);
  if (failedSteps > 0) console.log(`verify: ${failedSteps} failed (see above), counted as failed below`);
  console.log(summary({ ...counts, failed: counts.failed + failedSteps }));
  process.exitCode = failedSteps === 0 && counts.exitCode === 0 ? 0 : 1;
});

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  exitCode: number;
  /** Of the slowest files. */
  slowest: string[];
}

interface Report {
  numPassedTests?: number;
  numFailedTests?: number;
  numFailedTestSuites?: number;
  numPendingTests?: number;
  numTodoTests?: number;
  testResults?: FileResult[];
}

async function setUp(): Promise<number> {
  const startedAt = performance.now();
  await ensureDebianPackages('test', console.log);
  await ensurePostgresBinaries();
  await Promise.all([ensureTemporal(console.log), ensureMinio(console.log), ensureVcsim(console.log)]);
  return (performance.now() - startedAt) / 1000;
}

/** Vitest's own report goes to the terminal; its JSON report tells the counts. */
async function runVitest(args: string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  const file = join(folder, 'report.json');
  const vitest = join(checkout, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: checkout,
    env: childEnvironment({ PATH: readSetupConfig().searchPath.join(':') }),
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    return {
      passed: report.numPassedTests ?? 0,
      // A file that cannot even be loaded has no tests to fail, but counts as one.
      failed: Math.max(report.numFailedTests ?? 0, (report.numFailedTestSuites ?? 0) ? 1 : 0),
      skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
      exitCode: code ?? 1,
      slowest: slowestFiles(report.testResults ?? [], checkout),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, exitCode: 1, slowest: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
