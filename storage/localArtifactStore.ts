import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { DroverError } from '../contract/errors.ts';
import type { ArtifactInfo, ArtifactStore, ArtifactUpload, SentPart } from '../ports/artifactStore.ts';
import { artifactMissing, checkArtifactKey } from './artifactKey.ts';
import type { ArtifactLinks } from './artifactLinks.ts';

interface Manifest extends ArtifactInfo {
  contentType: string;
  /** Folder with the parts, below `parts/`. */
  folder: string;
  /** In order. Objects of earlier releases have files that are named by the number alone. */
  parts: { number: number; tag?: string; bytes: number }[];
}

const manifestSuffix = '.manifest';
const keyFile = 'key';

/**
 * Artifacts below a folder. An object stays the parts that were uploaded, and a manifest that lists them: nothing is
 * copied together, and renaming the manifest makes the object visible, or replaces it, at once.
 *
 *     objects/<key>.manifest
 *     parts/<hash of key>/<upload>/<part number>.<its tag>
 *     parts/<hash of key>/<upload>/key
 */
export function createLocalArtifactStore(folder: string, links: Pick<ArtifactLinks, 'sign'>): ArtifactStore {
  const objects = join(folder, 'objects');
  const parts = join(folder, 'parts');
  const manifestFile = (key: string) => join(objects, `${checkArtifactKey(key)}${manifestSuffix}`);

  async function begin(key: string, contentType: string): Promise<ArtifactUpload> {
    const file = manifestFile(key);
    const home = hashOf(key);
    await sweep(join(parts, home), (await readManifest(file))?.folder);
    const id = randomUUID();
    await mkdir(join(parts, home, id), { recursive: true });
    await writeFile(join(parts, home, id, keyFile), key, { flush: true });
    return uploadOf(key, contentType, { id, sent: [] });
  }

  async function resume(
    key: string,
    contentType: string,
    left: { id: string; sent: SentPart[] },
  ): Promise<ArtifactUpload | null> {
    const place = join(hashOf(key), left.id);
    if (place === (await readManifest(manifestFile(key)))?.folder) return null;
    return (await readUpload(join(parts, place))) === null ? null : uploadOf(key, contentType, left);
  }

  function uploadOf(key: string, contentType: string, { id, sent }: { id: string; sent: SentPart[] }): ArtifactUpload {
    const file = manifestFile(key);
    const home = hashOf(key);
    const place = join(home, id);
    const path = join(parts, place);
    const tags = new Map(sent.map(({ number, tag }) => [number, tag]));
    return {
      id,
      minimumPart: 1,
      maximumBytes: Number.POSITIVE_INFINITY,
      async part(number, body, signal) {
        const tag = randomUUID();
        const draft = join(path, `${tag}.draft`);
        await writeFile(draft, body, { flush: true, signal });
        await rename(draft, join(path, partFile({ number, tag })));
        tags.set(number, tag);
        return { number, tag };
      },
      async complete() {
        const known = [...tags].map(([number, tag]) => ({ number, tag })).sort((a, b) => a.number - b.number);
        const found = await Promise.all(known.map((part) => measured(path, part)));
        await syncFolder(path);
        const bytes = found.reduce((total, part) => total + part.bytes, 0);
        const modifiedAt = new Date().toISOString();
        const manifest: Manifest = { key, contentType, bytes, modifiedAt, folder: place, parts: found };
        await mkdir(dirname(file), { recursive: true });
        const draft = `${file}.${randomUUID()}`;
        await writeFile(draft, JSON.stringify(manifest), { flush: true });
        await rename(draft, file);
        await syncFolder(dirname(file));
        await sweep(join(parts, home), place);
        const wanted = new Set([keyFile, ...known.map(partFile)]);
        const extra = (await readdir(path)).filter((name) => !wanted.has(name));
        await Promise.all(extra.map((name) => rm(join(path, name), { force: true })));
        return infoOf(manifest);
      },
      abort: () => rm(path, { recursive: true, force: true }),
    };
  }

  return {
    begin,
    resume,
    async put(key, body, contentType) {
      const upload = await begin(key, contentType);
      await upload.part(1, body, new AbortController().signal);
      return upload.complete();
    },
    async get(key, range) {
      const manifest = await readManifest(manifestFile(key));
      if (manifest === null) throw artifactMissing(key);
      const start = range?.start ?? 0;
      const end = Math.min(manifest.bytes, start + (range?.length ?? manifest.bytes));
      return Readable.from(readParts(parts, manifest, { start, end }), { objectMode: false });
    },
    async *read(key) {
      const manifest = await readManifest(manifestFile(key));
      if (manifest === null) throw artifactMissing(key);
      yield* readParts(parts, manifest, { start: 0, end: manifest.bytes });
    },
    async stat(key) {
      const manifest = await readManifest(manifestFile(key));
      return manifest && infoOf(manifest);
    },
    presign: async (key, validSeconds) => links.sign(key, validSeconds),
    async *list(prefix) {
      for await (const file of manifestsBelow(objects, prefix)) {
        const manifest = await readManifest(file);
        if (manifest) yield infoOf(manifest);
      }
    },
    async delete(key) {
      await rm(manifestFile(key), { force: true });
      await rm(join(parts, hashOf(key)), { recursive: true, force: true });
    },
    async *unfinished(prefix) {
      for (const home of await namesIn(parts)) {
        for (const upload of await namesIn(join(parts, home))) {
          const folder = join(home, upload);
          const info = await readUpload(join(parts, folder));
          if (info === null || !info.key.startsWith(prefix)) continue;
          if ((await readManifest(manifestFile(info.key)))?.folder !== folder) yield info;
        }
      }
    },
    async abandon(key) {
      await sweep(join(parts, hashOf(key)), (await readManifest(manifestFile(key)))?.folder);
    },
  };
}

function partFile({ number, tag }: { number: number; tag?: string }): string {
  return tag === undefined ? String(number) : `${number}.${tag}`;
}

async function measured(path: string, part: SentPart): Promise<SentPart & { bytes: number }> {
  try {
    return { ...part, bytes: (await stat(join(path, partFile(part)))).size };
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new DroverError('platform.corrupt', `Part ${part.number} of the upload is not there as it was sent.`, {
      cause,
    });
  }
}

async function* readParts(
  parts: string,
  manifest: Manifest,
  wanted: { start: number; end: number },
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const part of manifest.parts) {
    const from = Math.max(wanted.start - offset, 0);
    const to = Math.min(wanted.end - offset, part.bytes);
    offset += part.bytes;
    if (from >= to) continue;
    const file = join(parts, manifest.folder, partFile(part));
    yield* createReadStream(file, { start: from, end: to - 1, highWaterMark: 1 << 20 });
  }
}

async function readManifest(file: string): Promise<Manifest | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Manifest;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** What an upload holds so far; null when it is gone, or too young to say of which key it is. */
async function readUpload(path: string): Promise<ArtifactInfo | null> {
  try {
    const key = await readFile(join(path, keyFile), 'utf8');
    const sizes = await Promise.all((await readdir(path)).map((name) => stat(join(path, name))));
    const bytes = sizes.reduce((total, { size }) => total + size, 0) - Buffer.byteLength(key);
    return key === '' ? null : { key, bytes, modifiedAt: (await stat(path)).mtime.toISOString() };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Manifests of keys that begin with the prefix, in the order of their keys within each folder. */
async function* manifestsBelow(objects: string, prefix: string): AsyncGenerator<string> {
  const top = join(objects, prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '.');
  let names: string[];
  try {
    names = await readdir(top, { recursive: true });
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  for (const name of names.sort()) {
    const file = join(top, name);
    const key = relative(objects, file).split(sep).join('/');
    if (key.startsWith(prefix) && key.endsWith(manifestSuffix)) yield file;
  }
}

/** Removes what earlier uploads of a key left: unfinished ones and replaced contents. */
async function sweep(home: string, keep: string | undefined): Promise<void> {
  const names = await namesIn(home);
  const kept = keep?.split(sep).at(-1);
  const old = names.filter((name) => name !== kept);
  await Promise.all(old.map((name) => rm(join(home, name), { recursive: true, force: true })));
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function infoOf({ key, bytes, modifiedAt }: Manifest): ArtifactInfo {
  return { key, bytes, modifiedAt };
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
