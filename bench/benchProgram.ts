import { parseArgs } from 'node:util';
import { reportingErrors } from '../start/commands/reportingErrors.ts';
import { SetupError } from '../start/setup/setupError.ts';
import type { BenchRow } from './bench.ts';
import { benches } from './index.ts';
import { describeMachine } from './machine.ts';

/** Runs the benches that its arguments name, in a process that is set as a mover is; tells a row a line. */
await reportingErrors(async () => {
  const { values, positionals: wanted } = readArguments(process.argv.slice(2));
  for (const line of await describeMachine()) console.log(line);
  for (const { name, run } of benches) {
    if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
    console.log(`\n${name}`);
    for (const line of await run(values)) console.log(`  ${typeof line === 'string' ? line : describe(line)}`);
  }
});

function readArguments(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { runs: text, minutes: text, finished: text, vms: text };
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new SetupError(
      `${reason}.`,
      'Usage: npm run bench -- [NAME ...] [--runs N] [--minutes N] [--finished N] [--vms N]',
    );
  }
}

function describe({ what, ours, peer, peerName, ratio, aim, unit, runs }: BenchRow): string {
  const against = peer === null ? '' : `, ${peerName} ${number(peer)} ${unit}`;
  const times = ratio === null ? '' : `, ratio ${ratio.toFixed(2)}`;
  return `${what}: ${number(ours)} ${unit}${against}${times} (median of ${runs}; asked for: ${aim})`;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
