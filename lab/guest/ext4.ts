import { rm, truncate, writeFile } from 'node:fs/promises';
import { runTool } from './runTool.ts';

const SEARCH_PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

/** A journaled ext4 file system as a sparse file, filled from a folder; all belongs to root. */
export async function makeExt4(image: string, label: string, lengthBytes: number, tree?: string): Promise<void> {
  await rm(image, { force: true });
  await writeFile(image, '');
  await truncate(image, lengthBytes);
  const source = tree === undefined ? [] : ['-d', tree];
  // Tables are written now: otherwise the guest's kernel would do it in its first minutes, as dirty blocks of no meaning.
  const options = 'root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0,nodiscard';
  await runTool(
    'mke2fs',
    ['-q', '-F', '-t', 'ext4', '-L', label, '-J', 'size=4', '-m', '0', '-E', options, ...source, image],
    {
      env: { ...process.env, PATH: SEARCH_PATH },
    },
  );
}
