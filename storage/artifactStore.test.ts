import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArtifactStore } from '../ports/artifactStore.ts';
import { useMinio } from '../test/support/minio.ts';
import { createArtifactLinks } from './artifactLinks.ts';
import { createLocalArtifactStore } from './localArtifactStore.ts';
import { openS3ArtifactStore } from './s3ArtifactStore.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const links = createArtifactLinks([randomBytes(32)], 'http://127.0.0.1:1');
const signal = new AbortController().signal;

afterAll(() => rmSync(folder, { recursive: true }));

const stores: [string, () => Promise<ArtifactStore>][] = [
  ['local', async () => createLocalArtifactStore(folder, links)],
  ['s3', async () => openS3ArtifactStore({ ...(await useMinio()), tls: false, region: 'us-east-1', bucket: 'suite' })],
];

describe.each(stores)('the %s artifact store', (_name, open) => {
  let store: ArtifactStore;

  beforeAll(async () => {
    store = await open();
  });

  const read = async (key: string, range?: { start: number; length: number }) => buffer(await store.get(key, range));

  test('gives back what was put, whole and in ranges', async () => {
    const body = randomBytes(100_000);
    const info = await store.put('migrations/m1/one.bin', body, 'application/octet-stream');
    expect(info).toMatchObject({ key: 'migrations/m1/one.bin', bytes: 100_000 });
    expect(await store.stat('migrations/m1/one.bin')).toMatchObject({ bytes: 100_000 });
    expect((await read('migrations/m1/one.bin')).equals(body)).toBe(true);
    const chunks: Buffer[] = [];
    for await (const chunk of store.read('migrations/m1/one.bin', signal)) chunks.push(Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
    const range = { start: 12_345, length: 6_789 };
    expect((await read('migrations/m1/one.bin', range)).equals(body.subarray(12_345, 19_134))).toBe(true);
  });

  test('joins parts sent in any order; the later of one number counts; nothing shows before the end', async () => {
    const upload = await store.begin('migrations/m1/parts.bin', 'application/octet-stream');
    const size = upload.minimumPart + 7;
    const parts = [randomBytes(size), randomBytes(size), randomBytes(11)] as const;
    await upload.part(3, parts[2], signal);
    await upload.part(1, randomBytes(size + 1), signal);
    await Promise.all([upload.part(2, parts[1], signal), upload.part(1, parts[0], signal)]);
    expect(await store.stat('migrations/m1/parts.bin')).toBeNull();
    const whole = Buffer.concat(parts);
    expect(await upload.complete()).toMatchObject({ bytes: whole.length });
    expect((await read('migrations/m1/parts.bin')).equals(whole)).toBe(true);
    const across = { start: size - 3, length: size + 6 };
    expect((await read('migrations/m1/parts.bin', across)).equals(whole.subarray(size - 3, 2 * size + 3))).toBe(true);
  });

  test('a second upload replaces the first, an aborted one leaves nothing', async () => {
    await store.put('migrations/m2/again', Buffer.from('first'), 'text/plain');
    await store.put('migrations/m2/again', Buffer.from('second!'), 'text/plain');
    expect((await read('migrations/m2/again')).toString()).toBe('second!');
    const upload = await store.begin('migrations/m2/aborted', 'text/plain');
    await upload.part(1, Buffer.from('x'), signal);
    await upload.abort();
    expect(await store.stat('migrations/m2/aborted')).toBeNull();
    const empty = await store.begin('migrations/m2/empty', 'text/plain');
    expect(await empty.complete()).toMatchObject({ bytes: 0 });
  });

  test('an upload that was abandoned does not stand in the way of the next one', async () => {
    const abandoned = await store.begin('migrations/m2/retry', 'text/plain');
    await abandoned.part(1, Buffer.from('half'), signal);
    const upload = await store.begin('migrations/m2/retry', 'text/plain');
    await upload.part(1, Buffer.from('whole'), signal);
    await upload.complete();
    expect((await read('migrations/m2/retry')).toString()).toBe('whole');
  });

  test('goes on with an upload that another process has begun', async () => {
    const key = 'migrations/m7/resumed';
    const first = await store.begin(key, 'text/plain');
    const bodies = [randomBytes(first.minimumPart), randomBytes(first.minimumPart), randomBytes(9)] as const;
    const sent = [await first.part(1, bodies[0], signal)];
    // Sent, and never told: it is sent again, or does not belong to the object.
    await first.part(2, randomBytes(first.minimumPart), signal);
    await first.part(4, Buffer.from('too much'), signal);
    const again = await store.resume(key, 'text/plain', { id: first.id, sent });
    await again?.part(2, bodies[1], signal);
    await again?.part(3, bodies[2], signal);
    expect(await again?.complete()).toMatchObject({ bytes: Buffer.concat(bodies).length });
    expect((await read(key)).equals(Buffer.concat(bodies))).toBe(true);
    expect(await store.resume(key, 'text/plain', { id: first.id, sent })).toBeNull();
  });

  test('makes no object of a part that was sent anew by somebody else', async () => {
    const key = 'migrations/m7/stale';
    const stale = await store.begin(key, 'text/plain');
    const sent = [await stale.part(1, Buffer.from('right'), signal)];
    const upload = await store.resume(key, 'text/plain', { id: stale.id, sent });
    await stale.part(1, Buffer.from('wrong'), signal);
    const ended = await upload?.complete().catch((error: unknown) => error);
    // Either the right bytes are still there, or it is refused.
    if (ended instanceof Error) expect(ended).toMatchObject({ code: 'platform.corrupt' });
    else expect((await read(key)).toString()).toBe('right');
    await upload?.abort();
  });

  test('does not go on with an upload that was thrown away or never begun', async () => {
    const key = 'migrations/m7/gone';
    const upload = await store.begin(key, 'text/plain');
    await store.abandon(key);
    for (const id of [upload.id, 'never']) {
      expect(await store.resume(key, 'text/plain', { id, sent: [] })).toBeNull();
    }
  });

  test('lists unfinished uploads by prefix, and throws them away without their objects', async () => {
    const unfinished = async (prefix: string) => {
      const found: [string, number][] = [];
      for await (const { key, bytes } of store.unfinished(prefix)) found.push([key, bytes]);
      return found;
    };
    await store.put('migrations/m5/image', Buffer.from('whole'), 'text/plain');
    for (const key of ['migrations/m5/image', 'migrations/m55/image']) {
      const begun = await store.begin(key, 'text/plain');
      await begun.part(1, Buffer.from('half'), signal);
    }
    expect(await unfinished('migrations/m5/')).toEqual([['migrations/m5/image', 4]]);
    await store.abandon('migrations/m5/image');
    await store.abandon('migrations/m5/image');
    expect(await unfinished('migrations/m5/')).toEqual([]);
    expect((await read('migrations/m5/image')).toString()).toBe('whole');
    expect(await unfinished('migrations/m55/')).toHaveLength(1);

    const aborted = await store.begin('migrations/m6/aborted', 'text/plain');
    await aborted.abort();
    const complete = await store.begin('migrations/m6/complete', 'text/plain');
    await complete.part(1, Buffer.from('x'), signal);
    await complete.complete();
    expect(await unfinished('migrations/m6/')).toEqual([]);
  });

  test('lists and deletes by prefix', async () => {
    for (const key of ['migrations/m3/a', 'migrations/m3/b/c', 'migrations/m33/d']) {
      await store.put(key, Buffer.from(key), 'text/plain');
    }
    const list = async () => {
      const keys: string[] = [];
      for await (const info of store.list('migrations/m3/')) keys.push(info.key);
      return keys;
    };
    expect((await list()).sort()).toEqual(['migrations/m3/a', 'migrations/m3/b/c']);
    for (const key of await list()) await store.delete(key);
    expect(await list()).toEqual([]);
    expect(await store.stat('migrations/m33/d')).toMatchObject({ bytes: 16 });
    await store.delete('migrations/m3/a');
  });

  test('what is not there is missing, and keys cannot leave the store', async () => {
    await expect(read('migrations/none')).rejects.toMatchObject({ code: 'artifact.missing' });
    const chunks = store.read('migrations/none', signal)[Symbol.asyncIterator]();
    await expect(chunks.next()).rejects.toMatchObject({ code: 'artifact.missing' });
    expect(await store.stat('migrations/none')).toBeNull();
    for (const key of ['../escape', 'a//b', '/etc/passwd', '', 'a/./b', 'ä']) {
      await expect(store.put(key, Buffer.from(''), 'text/plain')).rejects.toMatchObject({ code: 'request.invalid' });
    }
  });

  test('an upload stops when it is told to', async () => {
    const upload = await store.begin('migrations/m4/stopped', 'text/plain');
    const stopped = AbortSignal.abort();
    await expect(upload.part(1, randomBytes(1000), stopped)).rejects.toMatchObject({ name: 'AbortError' });
    await upload.abort();
  });
});

test('an S3 link is served with ranges by the store itself', async () => {
  const minio = await useMinio();
  const store = await openS3ArtifactStore({ ...minio, tls: false, region: 'us-east-1', bucket: 'links' });
  await store.put('migrations/m1/x', Buffer.from('0123456789'), 'text/plain');
  const link = await store.presign('migrations/m1/x', 60);
  const answer = await fetch(link, { headers: { range: 'bytes=2-4' } });
  expect([answer.status, await answer.text()]).toEqual([206, '234']);
  expect(
    (await fetch(link.replace(/X-Amz-Signature=(.)/, (_, digit) => `X-Amz-Signature=${digit === '0' ? '1' : '0'}`)))
      .status,
  ).toBe(403);
});

test('wrong keys and a service that is not there are told apart', async () => {
  const minio = { ...(await useMinio()), tls: false, region: 'us-east-1', bucket: 'suite' };
  await expect(openS3ArtifactStore({ ...minio, secretKey: 'wrong' })).rejects.toMatchObject({
    code: 'platform.forbidden',
  });
  await expect(openS3ArtifactStore({ ...minio, port: 1 })).rejects.toMatchObject({ code: 'platform.unreachable' });
});

test('the local store keeps no parts of replaced or deleted objects', async () => {
  const store = createLocalArtifactStore(join(folder, 'tidy'), links);
  for (const body of ['1', '2', '3']) await store.put('a/b', Buffer.from(body), 'text/plain');
  const [home] = readdirSync(join(folder, 'tidy', 'parts'));
  expect(readdirSync(join(folder, 'tidy', 'parts', home ?? ''))).toHaveLength(1);
  await store.delete('a/b');
  expect(readdirSync(join(folder, 'tidy', 'parts'))).toEqual([]);
});

test('a local link holds until it expires or anything in it is changed', async () => {
  const parse = (link: string) =>
    Object.fromEntries(new URL(link).searchParams) as { expires: string; signature: string };
  const link = links.sign('a/b.qcow2', 60);
  expect(link).toMatch(/^http:\/\/127.0.0.1:1\/api\/v1\/artifacts\/a\/b\.qcow2\?/);
  links.check('a/b.qcow2', parse(link));
  const refused = { code: 'artifact.link-invalid' };
  const attempt = (key: string, given: { expires: string; signature: string }) => () => links.check(key, given);
  const { expires, signature } = parse(link);
  expect(attempt('a/c.qcow2', { expires, signature })).toThrow(expect.objectContaining(refused));
  expect(attempt('a/b.qcow2', { expires: `${Number(expires) + 1}`, signature })).toThrow(
    expect.objectContaining(refused),
  );
  expect(attempt('a/b.qcow2', parse(links.sign('a/b.qcow2', -1)))).toThrow(expect.objectContaining(refused));
});
