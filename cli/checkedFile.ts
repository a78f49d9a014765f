import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { usageError } from './exitCode.ts';

/** A JSON file that fits a schema. `what` is how the sentence begins that says it does not, e.g. "The limits do". */
export function checkedFile<T>(file: string, schema: z.ZodType<T>, what: string): T {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw usageError(`The file ${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw usageError(`${what} not fit: ${issue?.path.join('.')}: ${issue?.message}.`);
}
