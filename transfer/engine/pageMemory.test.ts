import { constants, writeFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mallocIsGlibc, pageMemory } from './pageMemory.ts';

const MiB = 1024 * 1024;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

// The second of a length may come from what the first was.
it.each([65536, MiB, MiB, 40 * MiB, 40 * MiB])(
  '%i bytes begin on a page, so that O_DIRECT takes them',
  async (length) => {
    const path = join(folder, 'file');
    writeFileSync(path, Buffer.alloc(65536, 7));
    const { memory, offset } = pageMemory(length);
    const all = Buffer.from(memory, offset, length);
    expect(all.equals(Buffer.alloc(length))).toBe(true);
    await using file = await open(path, constants.O_RDONLY | constants.O_DIRECT);
    for (const at of [0, length - 65536]) {
      expect((await file.read(all, at, 65536, 0)).bytesRead).toBe(65536);
      expect(all[at]).toBe(7);
    }
  },
);

it.each([
  ['glibc', '7f1 r-xp 0 08:01 7 /usr/lib/x86_64-linux-gnu/libc.so.6\n', true],
  ['musl', '7f1 r-xp 0 08:01 7 /lib/ld-musl-x86_64.so.1\n', false],
  [
    'a malloc before that of glibc',
    '7f1 r-xp 0 08:01 7 /usr/lib/libjemalloc.so.2\n7f2 r-xp 0 08:01 8 /lib/libc.so.6\n',
    false,
  ],
])('knows %s by its maps', (_name, maps, expected) => {
  expect(mallocIsGlibc(maps)).toBe(expected);
});
