import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CliError, exitCodes } from './exitCode.ts';
import { writePrivately } from './privateFile.ts';
import { sessionSchema } from './session.ts';

const contextSchema = z.object({
  url: z.string(),
  /** SHA-256 of the certificate that is trusted, and no other; null: whom this machine trusts. */
  fingerprint256: z.string().nullable(),
  session: sessionSchema.nullable(),
});
/** A named API with the login that is kept for it. */
export type ApiContext = z.infer<typeof contextSchema>;

const contextsSchema = z.object({
  current: z.string().nullable(),
  contexts: z.record(z.string(), contextSchema),
});
export type Contexts = z.infer<typeof contextsSchema>;

/** None where there is no file. @throws CliError failed */
export function readContexts(file: string): Contexts {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { current: null, contexts: {} };
  }
  try {
    return contextsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(exitCodes.failed, `${file} holds no contexts; mend it or remove it.`, { cause });
  }
}

/** @throws CliError refused */
export function needContext({ contexts }: Contexts, name: string): ApiContext {
  const found = contexts[name];
  if (found !== undefined) return found;
  const names = Object.keys(contexts).join(', ') || 'none';
  throw new CliError(exitCodes.refused, `There is no context ${name}. There are: ${names}.`);
}

/** It holds tokens: the file is for its owner alone. */
export function writeContexts(file: string, contexts: Contexts): void {
  writePrivately(file, `${JSON.stringify(contexts, undefined, 2)}\n`);
}
