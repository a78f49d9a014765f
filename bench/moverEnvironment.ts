import { childEnvironment, type Environment } from '../config/environment.ts';
import { moverVariables } from '../config/moverVariables.ts';

/** Of a process that stands for a mover, as `npm start` runs one. */
export function moverEnvironment(): Record<string, string> {
  return childEnvironment(moverVariables);
}

/** For a program that stands beside it: without what is set for a mover. */
export const asItComes: Environment = Object.fromEntries(Object.keys(moverVariables).map((name) => [name, undefined]));
