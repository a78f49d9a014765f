import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { moverEnvironment } from '../../bench/moverEnvironment.ts';
import { checkout } from '../setup/checkout.ts';
import { ensureDebianPackages } from '../setup/debianPackages.ts';
import { reportingErrors } from './reportingErrors.ts';

/**
 * `npm run bench`: medians and ratios on this machine, now. Arguments choose by name, e.g. `npm run bench -- delta`;
 * options say how large the bench of scale is.
 */
await reportingErrors(async () => {
  await ensureDebianPackages('bench', console.log);
  const program = join(checkout, 'bench', 'benchProgram.ts');
  const args = ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)];
  const benches = spawn(process.execPath, args, { stdio: 'inherit', env: moverEnvironment() });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => benches.kill(signal));
  const [code] = await once(benches, 'exit');
  process.exitCode = code ?? 1;
});
