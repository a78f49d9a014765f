import { runDemo } from '../demo/demo.ts';
import { claimDataFolder } from '../stack/claim.ts';
import { dataFolderError } from '../stack/dataFolderError.ts';
import { describeStack } from '../stack/describeStack.ts';
import type { StackEndpoints } from '../stack/endpoints.ts';
import { startStack } from '../stack/stack.ts';
import { readableError, reportingErrors } from './reportingErrors.ts';
import { readStartOptions, type StartOptions } from './startOptions.ts';
import { untilSignal } from './untilSignal.ts';

/** `npm start`: the product, the labs, and the demo between them. Talk goes to stderr; stdout is for the report. */
await reportingErrors(async () => {
  const options = readStartOptions(process.argv.slice(2));
  const { signal, ended } = untilSignal();
  try {
    await claimDataFolder(options.dataDir, () => serve(options, signal, ended));
  } catch (error) {
    // Whatever breaks while everything is being stopped breaks because of that.
    if (!signal.aborted) throw dataFolderError(error, options.dataDir);
    process.exitCode = 130;
  }
});

async function serve(options: StartOptions, signal: AbortSignal, ended: Promise<void>): Promise<void> {
  // Nobody will look at the other one, whose boot takes a core away from the demo.
  const asleep = options.once ? ['demo-uefi'] : [];
  const stack = await startStack({ ...options, asleep, announce }, signal);
  try {
    announce(describeStack(stack.endpoints));
    if (options.once) process.exitCode = (await demo(options, stack.endpoints, signal)) ? 0 : 1;
    else {
      if (!options.idle) await demo(options, stack.endpoints, signal).catch((error) => carryOn(error, signal));
      announce('Serving until Ctrl-C.');
      await ended;
    }
  } finally {
    await stack.stop();
  }
}

/** Runs the demo, prints its report where asked to, and tells whether all of it held. */
async function demo(options: StartOptions, endpoints: StackEndpoints, signal: AbortSignal): Promise<boolean> {
  const { report, faults } = await runDemo(endpoints, { ...options, announce, signal });
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  return faults.length === 0;
}

/** A demo that fails leaves everything up, to be looked at. */
function carryOn(error: unknown, signal: AbortSignal): void {
  const told = readableError(error);
  if (signal.aborted || told === undefined) throw error;
  announce(told);
}

function announce(line: string): void {
  process.stderr.write(`${line}\n`);
}
