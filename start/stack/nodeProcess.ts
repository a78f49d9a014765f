import { join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import { checkout } from '../setup/checkout.ts';
import type { ProcessSpec } from '../supervisor/managedProcess.ts';

export interface NodeProcessOptions {
  name: string;
  /** TypeScript file, from the checkout. */
  script: string;
  args?: string[];
  environment?: Environment;
  logs: string;
}

/** One of our own processes, on the Node that runs us. */
export function nodeProcess({ name, script, args, environment, logs }: NodeProcessOptions): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', join(checkout, script), ...(args ?? [])],
    environment,
    cwd: checkout,
    logFile: join(logs, `${name}.log`),
  };
}
