import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { constants as system } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, InstallError, node24, say } from './install.mjs';

/** Behind every npm script: installs what is missing, then goes on under Node 24 with `start/commands/<command>.ts`. */

const commands = ['start', 'test', 'verify', 'bench', 'soak', 'build', 'migrate'];
const [command, ...args] = process.argv.slice(2);

try {
  if (!commands.includes(command))
    throw new InstallError(`There is no command "${command}".\nUse one of ${commands.join(', ')}.`);
  await ensureInstalled();
  run(join(import.meta.dirname, 'commands', `${command}.ts`));
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function run(file) {
  // For every process below: compiled code is kept, which is half of what starting one costs.
  process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, '..', '.cache', 'compiled');
  const [program, programArgs] = boundToUs([node24, '--disable-warning=ExperimentalWarning', file, ...args]);
  const child = spawn(program, programArgs, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (system.signals[signal] ?? 0);
  });
}

/** Where the system can do it, the kernel ends the child when we are killed. */
function boundToUs([program, ...rest]) {
  const setpriv = '/usr/bin/setpriv';
  try {
    accessSync(setpriv, constants.X_OK);
    return [setpriv, ['--pdeathsig', 'TERM', '--', program, ...rest]];
  } catch {
    return [program, rest];
  }
}
