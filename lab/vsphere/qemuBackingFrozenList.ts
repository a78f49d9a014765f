import { execFile } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Frozen {
  id: string;
  /** Names its nodes and files; ids may be long, and come again. */
  number: number;
  /** Nobody reads it any more, but an older frozen state still stands on it. */
  dropped: boolean;
}

/** The frozen states of a VM, oldest first, as its folder keeps them for the next process. */
export interface FrozenList {
  states: Frozen[];
  nextNumber: number;
}

export function fleeceName(state: Frozen, diskKey: number): string {
  return `fleece-${state.number}-${diskKey}`;
}

export function fleecePath(dir: string, node: string): string {
  return join(dir, `${node}.qcow2`);
}

export function readFrozenList(dir: string): FrozenList {
  const file = join(dir, 'frozen.json');
  if (!existsSync(file)) return { states: [], nextNumber: 1 };
  return JSON.parse(readFileSync(file, 'utf8')) as FrozenList;
}

export function writeFrozenList(dir: string, list: FrozenList): void {
  const file = join(dir, 'frozen.json');
  writeFileSync(`${file}.new`, JSON.stringify(list));
  renameSync(`${file}.new`, file);
}

/**
 * What the last process left whole. An image that was not closed in good order may lack blocks that were saved into it;
 * with it go the older states, which read through it.
 */
export async function soundStates(dir: string, list: FrozenList, diskKeys: readonly number[]): Promise<Frozen[]> {
  let sound: Frozen[] = [];
  for (const state of list.states) {
    const whole = await Promise.all(diskKeys.map((key) => wasClosed(fleecePath(dir, fleeceName(state, key)))));
    sound = whole.every(Boolean) ? [...sound, state] : [];
  }
  const oldestWanted = sound.findIndex(({ dropped }) => !dropped);
  return oldestWanted < 0 ? [] : sound.slice(oldestWanted);
}

/** Images are made with lazy refcounts, whose dirty flag stands in the header from the first write to the closing. */
async function wasClosed(image: string): Promise<boolean> {
  try {
    const { stdout } = await run('qemu-img', ['info', '--output=json', image]);
    return (JSON.parse(stdout) as { 'dirty-flag'?: boolean })['dirty-flag'] !== true;
  } catch {
    return false;
  }
}
