import { parseArgs } from 'node:util';
import { ConfigurationError } from '../config/configurationError.ts';
import { runWorker, type WorkerRole } from './runWorker.ts';

const roles: readonly string[] = ['control', 'mover'] satisfies WorkerRole[];

const { values } = parseArgs({ options: { role: { type: 'string', default: 'control' } } });
if (!roles.includes(values.role)) {
  process.stderr.write(`--role is "${values.role}"; it must be control or mover.\n`);
  process.exit(2);
}
try {
  await runWorker(values.role as WorkerRole);
  process.exit(0);
} catch (error) {
  const text = error instanceof ConfigurationError || error instanceof Error ? error.message : String(error);
  process.stderr.write(`The ${values.role} worker stopped: ${text}\n`);
  process.exit(1);
}
