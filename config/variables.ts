import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from './configurationError.ts';

/** A required text; `remedy` completes the sentence `X is not set: …`. */
export function required(remedy: string) {
  return z.string({ error: `is not set: ${remedy}` });
}

export function port(defaultPort: number) {
  return z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port number from 0 to 65535')
    .transform(Number)
    .refine((value) => value <= 65535, 'must be a port number from 0 to 65535')
    .default(defaultPort);
}

/** An http or https address without a trailing slash. */
export function webAddress() {
  return z
    .string()
    .refine(isWebAddress, 'must be an address that starts with http:// or https://')
    .transform((value) => value.replace(/\/+$/, ''));
}

/** A file or folder; relative ones count from the working directory. */
export function path() {
  return z.string().transform((value) => resolve(value));
}

export function flag(defaultValue: boolean) {
  return z
    .enum(['true', 'false', '1', '0'], { error: 'must be true or false' })
    .transform((value) => value === 'true' || value === '1')
    .default(defaultValue);
}

/** Absolute folders separated by `:`; relative ones would depend on where the process was started. */
export function folders() {
  return z
    .string()
    .transform((value) => value.split(':').filter((folder) => folder !== ''))
    .refine((list) => list.length > 0 && list.every(isAbsolute), 'must list absolute folders, separated by ":"')
    .transform((list) => list.map((folder) => resolve(folder)));
}

/** A secret out of the file that a variable names: secrets never ride in argv, and rarely in the environment. */
export function secretFromFile(variable: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigurationError(variable, `names ${file}, which cannot be read (${code})`);
  }
  if (text === '') throw new ConfigurationError(variable, `names ${file}, which is empty`);
  return text;
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}
