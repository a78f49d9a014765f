import { join } from 'node:path';
import type { Announce } from '../setup/cachedProgram.ts';
import { checkout } from '../setup/checkout.ts';
import { runCommand } from '../setup/runCommand.ts';
import { builtOnce } from './builtOnce.ts';

const sources = ['web', 'client', 'contract', 'package-lock.json'];

/** The console, built where its sources changed; the folder that the API serves. */
export function ensureConsole(announce: Announce): Promise<string> {
  return builtOnce('console', sources, (folder) => {
    announce('Building the console ...');
    return buildConsole(folder);
  });
}

export async function buildConsole(folder: string): Promise<void> {
  const vite = join(checkout, 'node_modules', 'vite', 'bin', 'vite.js');
  const output = ['--outDir', folder, '--emptyOutDir', '--logLevel', 'error'];
  await runCommand(process.execPath, [vite, 'build', '--config', join('web', 'vite.config.ts'), ...output], {
    cwd: checkout,
  });
}
