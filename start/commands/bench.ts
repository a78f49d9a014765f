import type { BenchRow } from '../../bench/bench.ts';
import { benches } from '../../bench/index.ts';
import { ensureDebianPackages } from '../setup/debianPackages.ts';
import { reportingErrors } from './reportingErrors.ts';

/** `npm run bench`: medians and ratios on this machine, now. Arguments choose by name, e.g. `npm run bench -- delta`. */
await reportingErrors(async () => {
  await ensureDebianPackages('bench', console.log);
  const wanted = process.argv.slice(2);
  for (const { name, run } of benches) {
    if (wanted.length > 0 && !wanted.some((word) => name.includes(word))) continue;
    console.log(`\n${name}`);
    for (const row of await run()) console.log(`  ${describe(row)}`);
  }
});

function describe({ what, ours, peer, peerName, ratio, aim, unit, runs }: BenchRow): string {
  const against = peer === null ? '' : `, ${peerName} ${number(peer)} ${unit}`;
  const times = ratio === null ? '' : `, ratio ${ratio.toFixed(2)}`;
  return `${what}: ${number(ours)} ${unit}${against}${times} (median of ${runs}; asked for: ${aim})`;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
