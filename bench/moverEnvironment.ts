import { childEnvironment } from '../config/environment.ts';
import { moverNodeOptions } from '../config/moverMemory.ts';

/** Of a process that stands for a mover, as `npm start` runs one. */
export function moverEnvironment(): Record<string, string> {
  return childEnvironment({ NODE_OPTIONS: moverNodeOptions });
}
