import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack } from './stack.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'dr-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('an interrupt that came before the set-up starts nothing', async () => {
  const said: string[] = [];
  const options = { dataDir, port: undefined, s3: false, announce: (line: string) => void said.push(line) };
  await expect(startStack(options, AbortSignal.abort())).rejects.toThrow('aborted');
  expect(said).toEqual(['Stopping ...']);
  expect(readdirSync(join(dataDir, 'run'))).toEqual([]);
});
