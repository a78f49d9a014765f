import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../setup/checkout.ts';
import { runCommand } from '../setup/runCommand.ts';

/** Files that git tracks or would track, as paths from the checkout. */
export async function sourceFiles(): Promise<string[]> {
  const listed = await runCommand(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: checkout,
    },
  );
  return listed.split('\0').filter((file) => file !== '');
}

export function readSource(file: string): string {
  try {
    return readFileSync(join(checkout, file), 'utf8');
  } catch {
    // Deleted, but not yet from git's index.
    return '';
  }
}
