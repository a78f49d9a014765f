import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../start/setup/checkout.ts';

export function readDocument(path: string): string {
  return readFileSync(join(checkout, path), 'utf8');
}

/** Every document for people: those of the root, of docs/ and the README files of folders, but no generated one. */
export function documents(): string[] {
  const below = readdirSync(join(checkout, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));
  return ['README.md', 'CONTRIBUTING.md', ...below].filter((file) => file !== 'docs/errors.md');
}

/** Lines of fenced blocks in the given languages, continued lines joined. */
export function codeLines(text: string, languages: readonly string[]): string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
    .filter(([, language]) => languages.includes(language ?? ''))
    .flatMap(([, , code]) => (code ?? '').replaceAll(/\\\n\s*/g, ' ').split('\n'));
}

/** Cells of the first two columns of every table row whose first cell is code. */
export function codeRows(text: string): [string, string][] {
  return [...text.matchAll(/^\| `([^`|]+)` +\| ([^|]*) \|/gm)].map(([, first, second]) => [
    first ?? '',
    (second ?? '').trim(),
  ]);
}
