import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeAbandonedPolicy, withoutServices } from './servicePolicy.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dr-'));
  file = join(folder, 'policy-rc.d');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('services are forbidden while packages are installed, and not after', async () => {
  await withoutServices(async () => expect(readFileSync(file, 'utf8')).toMatch(/^#!\/bin\/sh\n.*\nexit 101\n$/), file);
  expect(existsSync(file)).toBe(false);
});

test('a policy of the machine is left alone', async () => {
  writeFileSync(file, '#!/bin/sh\nexit 0\n');
  await withoutServices(async () => undefined, file);
  removeAbandonedPolicy(file);
  expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
  rmSync(file);
});

test('a signal takes the policy away; what kill -9 leaves is taken away by the next run, but not while its owner lives', async () => {
  const [interrupted, code] = await installing('SIGTERM');
  expect({ interrupted, code, left: existsSync(file) }).toEqual({ interrupted: true, code: 'SIGTERM', left: false });
  await installing('SIGKILL');
  expect(existsSync(file)).toBe(true);
  let during = '';
  await withoutServices(async () => {
    during = readFileSync(file, 'utf8');
    removeAbandonedPolicy(file);
    expect(existsSync(file)).toBe(true);
  }, file);
  expect(during).toContain(`process ${process.pid}:`);
  expect(existsSync(file)).toBe(false);
});

/** Another process that installs, and gets a signal meanwhile. */
async function installing(signal: NodeJS.Signals): Promise<[boolean, unknown]> {
  const module = new URL('servicePolicy.ts', import.meta.url).href;
  const code = `
    import { withoutServices } from ${JSON.stringify(module)};
    await withoutServices(async () => {
      console.log('installing');
      await new Promise((resolve) => setInterval(resolve, 1 << 30));
    }, ${JSON.stringify(file)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  const was = existsSync(file);
  child.kill(signal);
  return [was, (await exited)[1]];
}
