import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskRoot } from '../../proof/diskRoot.ts';
import { codeLines, readDocument } from './documents.ts';

let folder: string;
const document = readDocument('docs/cutover.md');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dr-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function disk(name: string, bytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, randomBytes(bytes));
  return path;
}

test.each([1, 65536, 3 * 65536, 5 * 65536 + 512])(
  'the Python of docs/cutover.md tells the root of %i bytes',
  async (bytes) => {
    const path = disk(`python-${bytes}`, bytes);
    const program = codeLines(document, ['python']).join('\n');
    const printed = execFileSync('python3', ['-c', program, path, String(bytes)], { encoding: 'utf8' });
    expect(printed.trim()).toBe(await diskRoot(path, bytes));
  },
);

test('so do the two lines of shell for a disk of one leaf', async () => {
  const path = disk('disk.raw', 65536);
  const shell = codeLines(document, ['sh']).filter((line) => line.includes('sha256sum'));
  const printed = execFileSync('bash', ['-euc', shell.join('\n')], { cwd: folder, encoding: 'utf8' });
  expect(printed.split(' ')[0]).toBe(await diskRoot(path, 65536));
});
