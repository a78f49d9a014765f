import { z } from 'zod';
import { ConfigurationError } from './configurationError.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Parses the variables that a schema names out of the environment.
 * An empty variable counts as absent, as Compose files pass unset ones on as ''.
 * Throws ConfigurationError for the first variable that does not fit.
 */
export function readVariables<TShape extends z.ZodRawShape>(
  shape: TShape,
  environment: Environment = process.env,
): z.output<z.ZodObject<TShape>> {
  const given: Record<string, string> = {};
  for (const name of Object.keys(shape)) {
    const value = environment[name];
    if (value !== undefined && value !== '') given[name] = value;
  }
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConfigurationError(String(issue?.path[0] ?? 'The configuration'), issue?.message ?? 'is invalid');
}

/** The environment for a child process: this one's, with `changes` on top (undefined removes a variable). */
export function childEnvironment(changes: Environment = {}): Record<string, string> {
  const merged: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...process.env, ...changes })) {
    if (value !== undefined) merged[name] = value;
  }
  return merged;
}
