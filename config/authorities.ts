import { readFileSync } from 'node:fs';
import { ConfigurationError } from './configurationError.ts';

/** Certificates of authorities, as PEM. */
export function authorities(variable: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new ConfigurationError(variable, `names ${file}, which cannot be read (${code})`);
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new ConfigurationError(variable, `names ${file}, which holds no certificate in PEM form`);
}
