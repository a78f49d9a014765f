import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkVolumeAccess } from './volumeAccess.ts';

/** Any device of this machine: it is looked at, never opened for writing. */
const device = readdirSync('/sys/class/block')
  .map((name) => `/dev/${name}`)
  .find((path) => existsSync(path));
let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dr-'));
  root = join(folder, 'pve');
  mkdirSync(root);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refusal(path: string): Promise<string> {
  const volume = { node: 'pve1', storage: 's', volume: 's:vm-100-disk-0', path, format: 'raw' as const, sizeBytes: 1 };
  const outcome = checkVolumeAccess(volume, 1, [root]).then(
    () => 'accepted',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
  return outcome;
}

describe('where a volume may lie', () => {
  it('takes a link to a device by the place of the link, as LVM and ZFS name volumes', async () => {
    if (device === undefined) throw new Error('This machine has no block device to link to.');
    symlinkSync(device, join(root, 'vm-100-disk-0'));
    symlinkSync(device, join(folder, 'stranger'));
    expect(await refusal(join(root, 'vm-100-disk-0'))).not.toBe('mover.path-refused');
    expect(await refusal(join(folder, 'stranger'))).toBe('mover.path-refused');
    expect(await refusal(join(root, '..', 'stranger'))).toBe('mover.path-refused');
    expect(await refusal(device)).toBe('mover.path-refused');
  });

  it('follows a link to a file, so that none leads out', async () => {
    writeFileSync(join(folder, 'outside.raw'), '.');
    symlinkSync(join(folder, 'outside.raw'), join(root, 'inside.raw'));
    expect(await refusal(join(root, 'inside.raw'))).toBe('mover.path-refused');
  });
});
