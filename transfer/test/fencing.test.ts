import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { MiB, makeDisk, quietHooks } from './testDisk.ts';

const program = fileURLToPath(new URL('./copyProgram.ts', import.meta.url));
const size = 96 * MiB;
let base = '';
let server: NbdkitServer;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dr-'));
  await makeDisk(join(base, 'source.raw'), size, [{ start: 0, length: size }]);
  server = await startNbdkit('file', join(base, 'source.raw'));
});
afterAll(async () => {
  await server.stop();
  await rm(base, { recursive: true });
});

/** A mover of epoch 5 in the middle of its copy, and another one that can be told to go on with the same disk. */
async function twoMovers(name: string) {
  const folder = join(base, name);
  const path = join(folder, 'target.raw');
  await mkdir(folder);
  await writeFile(path, '');
  await truncate(path, size);
  const args = [program, server.socket, folder, String(size), String(16 * MiB), 'raw', '5'];
  const first = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = once(first, 'exit');
  let errors = '';
  first.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  // It tells progress once it has written.
  await once(first.stdout, 'data');
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
  const copyAs = (epoch: number) =>
    transfer.copy(
      {
        ...{ migrationId: 'killed', diskId: 'd', capacityBytes: size, epoch, round: 0, kind: 'baseline' },
        ...{ roundKey: 'k', extents: 'all', source: server.location(size), bytesPerSecond: undefined },
        target: { node: 'n', storage: 's', volume: 'v', path, format: 'raw', sizeBytes: size },
      },
      quietHooks(),
    );
  return { first, gone, path, copyAs, errors: () => errors };
}

describe('two movers and one volume', () => {
  it('a mover that was stopped in the middle is fenced off: waking up, it writes nothing', async () => {
    const { first, gone, path, copyAs } = await twoMovers('stopped');
    first.kill('SIGSTOP');
    const { root } = await copyAs(6);
    first.kill('SIGCONT');
    expect(await gone).toEqual([null, 'SIGKILL']);
    expect(root).toBe(await diskRoot(join(base, 'source.raw'), size));
    expect(await diskRoot(path, size)).toBe(root);
    // An attempt that is older than what has written is refused, also when nobody holds the volume any more.
    await expect(copyAs(5)).rejects.toMatchObject({ code: 'transfer.fenced' });
  }, 60_000);

  it('a mover that lives stops by itself when a later attempt comes, and an earlier one is refused', async () => {
    const { gone, path, copyAs, errors } = await twoMovers('living');
    await expect(copyAs(4)).rejects.toMatchObject({ code: 'transfer.fenced' });
    const { root } = await copyAs(6);
    expect(await gone).toEqual([1, null]);
    expect(errors()).toContain('transfer.fenced');
    expect(await diskRoot(path, size)).toBe(root);
  }, 60_000);
});
