import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { putInPlace } from './putInPlace.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function make(name: string, ...files: string[]): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  for (const file of files) await writeFile(join(path, file), name);
  return path;
}

test('of several that make the same at once the first is kept, and nothing else is left', async () => {
  const place = join(folder, 'place');
  const made = await Promise.all(['a', 'b', 'c'].map((name) => make(name, 'content', 'done')));
  await putInPlace(made[0] ?? '', place, 'done');
  await Promise.all(made.slice(1).map((path) => putInPlace(path, place, 'done')));
  expect(await readFile(join(place, 'content'), 'utf8')).toBe('a');
  expect(await readdir(folder)).toEqual(['place']);
});

test('one that was never finished gives way', async () => {
  const place = await make('place', 'content');
  await putInPlace(await make('b', 'content', 'done'), place, 'done');
  expect(await readFile(join(place, 'content'), 'utf8')).toBe('b');
  expect(await readdir(folder)).toEqual(['place']);
});
