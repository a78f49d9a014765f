import { join, relative } from 'node:path';
import { runTool } from './runTool.ts';

const FOLDERS = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'];

/**
 * Asks the unpacked dynamic linker what a program loads, so that the host's libraries play no part.
 * @param program path below `root`
 * @returns paths below `root`, the linker first
 * @throws Error naming the library that no unpacked package holds
 */
export async function sharedLibraries(root: string, program: string): Promise<string[]> {
  const linker = 'lib64/ld-linux-x86-64.so.2';
  const path = FOLDERS.map((folder) => join(root, folder)).join(':');
  const listed = await runTool(join(root, linker), ['--library-path', path, '--list', join(root, program)]);
  const found = [linker];
  for (const line of listed.split('\n')) {
    const match = /^\s*(\S+) => (.+?)(?: \(0x[0-9a-f]+\))?$/.exec(line);
    if (match === null) continue;
    const [, name = '', place = ''] = match;
    if (!place.startsWith(`${root}/`)) throw new Error(`No unpacked package holds ${name}, which ${program} needs`);
    found.push(relative(root, place));
  }
  return [...new Set(found)];
}
