import { createReadStream } from 'node:fs';
import { open, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactInfo, ArtifactStore } from '../../ports/artifactStore.ts';

/** Objects as files of a folder: the smallest store that obeys the port's rules on parts. */
export function folderStore(
  folder: string,
  minimumPart: number,
  maximumBytes = Number.POSITIVE_INFINITY,
): ArtifactStore & { pathOf(key: string): string } {
  const pathOf = (key: string) => join(folder, key.replaceAll('/', '_'));
  const info = async (key: string): Promise<ArtifactInfo> => {
    const { size, mtime } = await stat(pathOf(key));
    return { key, bytes: size, modifiedAt: mtime.toISOString() };
  };
  return {
    pathOf,
    async begin(key) {
      const parts = new Map<number, Buffer>();
      return {
        minimumPart,
        maximumBytes,
        async part(number, body) {
          parts.set(number, Buffer.from(body));
        },
        async complete() {
          const numbers = [...parts.keys()].sort((a, b) => a - b);
          await using file = await open(pathOf(key), 'w');
          for (const [i, number] of numbers.entries()) {
            const body = parts.get(number) ?? Buffer.alloc(0);
            if (number !== i + 1) throw new Error(`Part ${i + 1} is missing.`);
            if (i + 1 < numbers.length && body.length < minimumPart) throw new Error(`Part ${number} is too small.`);
            await file.write(body);
          }
          await file.close();
          return info(key);
        },
        async abort() {
          parts.clear();
        },
      };
    },
    async put(key, body) {
      await writeFile(pathOf(key), body);
      return info(key);
    },
    get: (key, range) =>
      Promise.resolve(
        createReadStream(pathOf(key), range && { start: range.start, end: range.start + range.length - 1 }),
      ),
    read: (key) => createReadStream(pathOf(key)),
    stat: (key) => info(key).catch(() => null),
    presign: () => Promise.reject(new Error('This store gives no links.')),
    async *list() {},
    async *unfinished() {},
    abandon: async () => undefined,
    delete: (key) => rm(pathOf(key), { force: true }),
  };
}
