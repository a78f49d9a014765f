import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { soak } from '../soak/soak.ts';
import { readSoakOptions } from '../soak/soakOptions.ts';
import { claimDataFolder } from '../stack/claim.ts';
import { startStack } from '../stack/stack.ts';
import { reportingErrors } from './reportingErrors.ts';
import { untilSignal } from './untilSignal.ts';

/** `npm run soak`: migrations in the labs under random faults and kills, each checked when it has ended. */
await reportingErrors(async () => {
  const options = readSoakOptions(process.argv.slice(2));
  const { signal } = untilSignal();
  const dataDir = options.dataDir === undefined ? await mkdtemp(join(tmpdir(), 'dr-')) : resolve(options.dataDir);
  let bad = 0;
  await claimDataFolder(dataDir, async () => {
    // Of the live guests one is moved; the other would only cost the machine's time.
    const labs = { asleep: ['demo-uefi'] };
    const stack = await startStack({ dataDir, port: undefined, s3: true, ...labs, announce }, signal);
    try {
      const results = await soak(stack, { ...options, announce, signal });
      bad = results.filter(({ faults }) => faults.length > 0).length;
      if (options.json) process.stdout.write(`${JSON.stringify({ seed: options.seed, results })}\n`);
      announce(
        `${results.length - bad} of ${results.length} migrations ended as they should; seeds from ${options.seed}`,
      );
    } finally {
      await stack.stop();
    }
  });
  // What went wrong is to be looked at: logs and data stay then.
  if (bad > 0) announce(`Logs and data: ${dataDir}`);
  else if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  process.exitCode = bad > 0 ? 1 : 0;
});

function announce(line: string): void {
  process.stderr.write(`${line}\n`);
}
