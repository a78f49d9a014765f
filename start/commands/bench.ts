import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { moverEnvironment } from '../../bench/moverEnvironment.ts';
import { checkout } from '../setup/checkout.ts';
import { ensureDebianPackages } from '../setup/debianPackages.ts';
import { SetupError } from '../setup/setupError.ts';
import { reportingErrors } from './reportingErrors.ts';

/**
 * `npm run bench`: medians and ratios on this machine, now. Arguments choose by name, e.g. `npm run bench -- delta`;
 * options say how large the bench of scale is. With `--profile FOLDER` each thread leaves a CPU profile there.
 */
await reportingErrors(async () => {
  await ensureDebianPackages('bench', console.log);
  const program = join(checkout, 'bench', 'benchProgram.ts');
  const { profile, rest } = readProfile(process.argv.slice(2));
  const args = ['--disable-warning=ExperimentalWarning', program, ...rest];
  const env = moverEnvironment();
  env.NODE_OPTIONS = [env.NODE_OPTIONS, ...profile].join(' ');
  const benches = spawn(process.execPath, args, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => benches.kill(signal));
  const [code] = await once(benches, 'exit');
  process.exitCode = code ?? 1;
});

function readProfile(args: string[]): { profile: string[]; rest: string[] } {
  const at = args.indexOf('--profile');
  if (at < 0) return { profile: [], rest: args };
  const folder = args[at + 1];
  if (folder === undefined) throw new SetupError('--profile takes a folder.', 'Say where the profiles go.');
  return { profile: ['--cpu-prof', `--cpu-prof-dir=${resolve(folder)}`], rest: args.toSpliced(at, 2) };
}
