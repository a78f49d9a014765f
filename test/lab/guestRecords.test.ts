import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { unpackDebianPackages } from '../../lab/guest/debianPackages.ts';

const SLOT = 1024;
const PER_FILE = 4096;
const CHECKER = join(import.meta.dirname, '../../lab/guest/files/records.pl');
const CACHE = join(import.meta.dirname, '../../.cache/guest');
const roots: string[] = [];
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dr-'));
  roots.push(root);
  await mkdir(join(root, 'data/records'), { recursive: true });
  await mkdir(join(root, 'usr/share/guest'), { recursive: true });
  await writeFile(join(root, 'program'), 'a system file');
  const digest = createHash('sha256').update('a system file').digest('hex');
  await writeFile(join(root, 'usr/share/guest/system.sha256'), `${digest}  /program\n`);
});
afterAll(() => Promise.all(roots.map((path) => rm(path, { recursive: true }))));

/** A record as records.pl describes it. */
function record(sequence: number): Buffer {
  const body = Buffer.concat([Buffer.alloc(24), randomBytes(SLOT - 24 - 32)]);
  body.write('DREC', 'latin1');
  body.writeUInt32BE(1, 4);
  body.writeBigUInt64BE(BigInt(sequence), 8);
  body.writeBigUInt64BE(BigInt(Date.now()), 16);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

function records(first: number, last: number): Buffer {
  return Buffer.concat(Array.from({ length: last - first + 1 }, (_, index) => record(first + index)));
}

function put(fileNumber: number, content: Buffer): Promise<void> {
  return writeFile(join(root, 'data/records', String(fileNumber).padStart(10, '0')), content);
}

async function check(): Promise<unknown> {
  const { root: packages } = await unpackDebianPackages(CACHE);
  const libraries = ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu'].map((folder) => join(packages, folder));
  const perl = join(packages, 'usr/lib/x86_64-linux-gnu');
  const modules = [join(perl, 'perl-base'), join(perl, 'perl/5.36'), join(perl, 'perl/5.36.0')];
  const { stdout } = await promisify(execFile)(
    join(packages, 'lib64/ld-linux-x86-64.so.2'),
    [
      ...['--library-path', libraries.join(':'), join(packages, 'usr/bin/perl')],
      ...[...modules.map((folder) => `-I${folder}`), CHECKER, 'check'],
    ],
    { env: { GUEST_ROOT: root } },
  );
  return JSON.parse(stdout);
}

const intact = { event: 'verdict', verdict: 'intact', firstBad: null, systemOk: true };

test('a whole sequence is intact, over several files too', async () => {
  expect(await check()).toMatchObject({ verdict: 'intact', records: 0, lastSequence: 0 });
  await put(0, records(1, PER_FILE));
  await put(1, records(PER_FILE + 1, PER_FILE + 50));
  expect(await check()).toEqual({ ...intact, records: PER_FILE + 50, lastSequence: PER_FILE + 50 });
});

test('what was being written when the power went is no loss: it was never acknowledged', async () => {
  await put(0, Buffer.concat([records(1, 20), record(21).subarray(0, 300), Buffer.alloc(2000)]));
  expect(await check()).toEqual({ ...intact, records: 20, lastSequence: 20 });
});

test('a flipped bit is corruption', async () => {
  const content = records(1, 40);
  content[10 * SLOT + 500] = (content[10 * SLOT + 500] ?? 0) ^ 1;
  await put(0, content);
  expect(await check()).toMatchObject({ verdict: 'corrupt', firstBad: 11, records: 39, lastSequence: 40 });
});

test('a block that never arrived is a loss, in the middle and at the end', async () => {
  const content = records(1, 200);
  content.fill(0, 64 * SLOT, 128 * SLOT);
  await put(0, content);
  expect(await check()).toMatchObject({ verdict: 'lost', firstBad: 65, lastSequence: 200 });
  await put(0, Buffer.concat([records(1, 20), Buffer.alloc(80 * SLOT)]));
  expect(await check()).toMatchObject({ verdict: 'lost', firstBad: 21, lastSequence: 20 });
});

test('an old block in the place of a new one is a loss', async () => {
  await put(0, Buffer.concat([records(1, 9), record(9), records(11, 20)]));
  expect(await check()).toMatchObject({ verdict: 'lost', firstBad: 10 });
});

test('a missing file is a loss, but not one that has rotated away', async () => {
  await put(0, records(1, PER_FILE));
  await put(2, records(2 * PER_FILE + 1, 2 * PER_FILE + 9));
  expect(await check()).toMatchObject({ verdict: 'lost', firstBad: PER_FILE + 1 });
  await rm(join(root, 'data/records/0000000000'));
  expect(await check()).toMatchObject({ verdict: 'lost', firstBad: 1 });
});

test('the oldest files may be gone when the set is full', async () => {
  for (let file = 3; file < 10; file += 1) await put(file, records(file * PER_FILE + 1, (file + 1) * PER_FILE));
  await put(10, records(10 * PER_FILE + 1, 10 * PER_FILE + 5));
  expect(await check()).toMatchObject({ verdict: 'intact', lastSequence: 10 * PER_FILE + 5 });
});

test('a data disk that did not come along is a loss; a changed system file is told', async () => {
  await rm(join(root, 'data'), { recursive: true });
  await writeFile(join(root, 'program'), 'another system file');
  expect(await check()).toMatchObject({ verdict: 'lost', firstBad: 1, systemOk: false });
});
