import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkout } from '../setup/checkout.ts';
import { CommandError, runCommand } from '../setup/runCommand.ts';
import { SetupError } from '../setup/setupError.ts';
import { dataFolderError } from './dataFolderError.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dr-'));
  chmodSync(root, 0o711);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test.each(['EACCES', 'EPERM', 'ENOTDIR', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENAMETOOLONG'])(
  '%s is told with the folder, a cause and a remedy',
  (code) => {
    const error = Object.assign(new Error(code), { code, path: '/data/drover/logs' });
    const told = dataFolderError(error, '/data/drover');
    expect(told).toBeInstanceOf(SetupError);
    expect(String(told)).toMatch(/^SetupError: The data folder \/data\/drover cannot be used: .+ \(at .*\)\.$/);
    expect(told).toHaveProperty('remedy', expect.stringContaining('--data DIR'));
  },
);

test('a full disk names no path, and what concerns other files stays a defect', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  expect(String(dataFolderError(full, '/data'))).toContain('is full');
  const other = Object.assign(new Error('open'), { code: 'EACCES', path: '/etc/shadow' });
  expect(dataFolderError(other, '/data/drover')).toBe(other);
  const defect = new TypeError('x is undefined');
  expect(dataFolderError(defect, '/data')).toBe(defect);
});

test('npm start says what is wrong with --data, without a stack trace', { timeout: 120_000 }, async () => {
  const file = join(root, 'file');
  writeFileSync(file, '');
  expect(await starting(join(file, 'below'))).toMatch(/^The data folder \S+below cannot be used: .+\.\n.+$/);
  expect(await starting('/proc/drover')).toContain('The data folder /proc/drover cannot be used: it cannot be made');
  const taken = join(root, 'taken');
  mkdirSync(taken);
  writeFileSync(join(taken, 'logs'), '');
  expect(await starting(taken)).toContain('it is not a folder (at ');
});

/** What it prints when it fails. */
async function starting(folder: string): Promise<string> {
  const start = join(checkout, 'start', 'commands', 'start.ts');
  try {
    await runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', start, '--idle', '--data', folder], {
      timeoutMs: 60_000,
    });
  } catch (error) {
    if (error instanceof CommandError) return error.output;
    throw error;
  }
  throw new Error('It started.');
}
