import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactInfo, ArtifactStore, ArtifactUpload, SentPart } from '../../ports/artifactStore.ts';
import { exists } from '../stateFiles.ts';

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
  const placeOf = (id: string) => join(folder, `upload-${id}`);
  function uploadOf(key: string, id: string, sent: SentPart[]): ArtifactUpload {
    const place = placeOf(id);
    const tags = new Map(sent.map(({ number, tag }) => [number, tag]));
    return {
      id,
      minimumPart,
      maximumBytes,
      async part(number, body, signal) {
        const tag = randomUUID();
        await writeFile(join(place, tag), body, { signal });
        tags.set(number, tag);
        return { number, tag };
      },
      async complete() {
        const numbers = [...tags.keys()].sort((a, b) => a - b);
        const draft = join(folder, randomUUID());
        await using file = await open(draft, 'w');
        for (const [i, number] of numbers.entries()) {
          const body = await readFile(join(place, tags.get(number) ?? ''));
          if (number !== i + 1) throw new Error(`Part ${i + 1} is missing.`);
          if (i + 1 < numbers.length && body.length < minimumPart) throw new Error(`Part ${number} is too small.`);
          await file.write(body);
        }
        await file.close();
        await rename(draft, pathOf(key));
        await rm(place, { recursive: true });
        return info(key);
      },
      abort: () => rm(place, { recursive: true, force: true }),
    };
  }
  return {
    pathOf,
    async begin(key) {
      const id = randomUUID();
      await mkdir(placeOf(id));
      return uploadOf(key, id, []);
    },
    async resume(key, _contentType, { id, sent }) {
      return (await exists(placeOf(id))) ? uploadOf(key, id, sent) : null;
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
