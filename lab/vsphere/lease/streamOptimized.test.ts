import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { randomBlock } from '../synthetic/randomBlock.ts';
import { streamOptimized } from './streamOptimized.ts';

const directory = mkdtempSync(join(tmpdir(), 'dr-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test.each([
  ['several grain tables and a short tail', 70 * 1024 * 1024 + 1536, [3, 600, 1119, 1120]],
  ['one grain', 65536, [0]],
  ['nothing but zeros', 1 << 20, []],
])('qemu-img reads the same bytes: %s', async (_, capacityBytes, blocks) => {
  const raw = Buffer.alloc(capacityBytes);
  for (const block of blocks) {
    randomBlock(`b${block}`, Math.min(65536, capacityBytes - block * 65536)).copy(raw, block * 65536);
  }
  const parts: Buffer[] = [];
  const allocated = [{ start: 0, length: capacityBytes }];
  for await (const part of streamOptimized({ capacityBytes, name: 'disk-0.vmdk', allocated }, async (offset, length) =>
    raw.subarray(offset, offset + length),
  )) {
    parts.push(part);
  }
  const source = join(directory, 'a.vmdk');
  const target = join(directory, 'a.raw');
  writeFileSync(source, Buffer.concat(parts));
  execFileSync('qemu-img', ['convert', '-f', 'vmdk', '-O', 'raw', source, target]);
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(hash(readFileSync(target))).toBe(hash(raw));
});
