import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageMemory } from '../engine/pageMemory.ts';
import { openVolumeReader } from './volumeReader.ts';

it('reads a raw volume to its odd end, into pages and into memory that begins anywhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dr-'));
  try {
    const bytes = randomBytes(3 * 4096 + 512);
    const path = join(folder, 'volume.raw');
    await writeFile(path, bytes);
    const volume = { path, format: 'raw', sizeBytes: bytes.length, blockDevice: false, mark: 'm' } as const;
    const reader = await openVolumeReader(volume, new AbortController().signal);
    const { memory, offset } = pageMemory(65536);
    for (const at of [offset, offset + 24]) {
      const space = Buffer.from(memory, at, 4 * 4096);
      const into = space.subarray(0, bytes.length);
      await reader.readInto(0, into, space);
      expect(into.equals(bytes)).toBe(true);
    }
    await reader.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
