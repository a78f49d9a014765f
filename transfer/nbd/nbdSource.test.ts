import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startQemuNbd } from '../sinks/qemuNbd.ts';
import { blockSourceContract, contractDisk } from '../test/blockSourceContract.ts';
import { type NbdkitServer, startNbdkit } from '../test/nbdkitServer.ts';
import { chunk, place, scriptedNbdServer } from '../test/scriptedNbdServer.ts';
import { NbdConnection } from './nbdConnection.ts';
import { openNbdSource } from './nbdSource.ts';

const signal = new AbortController().signal;
const disk = contractDisk();
let folder = '';
let path = '';
const servers: NbdkitServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  path = join(folder, 'disk.raw');
  await writeFile(path, disk);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(folder, { recursive: true });
});

async function serve(...args: string[]): Promise<NbdkitServer> {
  const server = await startNbdkit(...args);
  servers.push(server);
  return server;
}

describe('nbdkit', () => {
  let server: NbdkitServer;
  beforeAll(async () => {
    server = await serve('file', path);
  });
  blockSourceContract(disk, () => openNbdSource({ socket: server.socket, exportName: '' }, signal));
});

describe('nbdkit with replies out of order', () => {
  let server: NbdkitServer;
  beforeAll(async () => {
    server = await serve('--filter=delay', '--threads=16', 'file', path, 'rdelay=5ms');
  });
  blockSourceContract(disk, () => openNbdSource({ socket: server.socket, exportName: '' }, signal));
});

describe('nbdkit without extents and without structured replies', () => {
  let server: NbdkitServer;
  beforeAll(async () => {
    server = await serve('--no-sr', '--filter=noextents', 'file', path);
  });
  blockSourceContract(disk, () => openNbdSource({ socket: server.socket, exportName: '' }, signal));
});

describe('qemu-nbd', () => {
  blockSourceContract(disk, async () => {
    const server = await startQemuNbd({ path, format: 'raw', readOnly: true }, signal);
    return openNbdSource({ socket: server.socket, exportName: '' }, signal);
  });
});

describe('a server that fails', () => {
  it('tells what it refused, and goes on with other requests', async () => {
    const server = await serve(
      '--filter=error',
      'file',
      path,
      'error-pread=EIO',
      'error-pread-rate=100%',
      `error-file=${join(folder, 'fail')}`,
    );
    const source = await openNbdSource({ socket: server.socket, exportName: '' }, signal);
    await writeFile(join(folder, 'fail'), '');
    await expect(source.read(512, 512, signal)).rejects.toMatchObject({
      code: 'platform.unreachable',
      message: expect.stringContaining('512 bytes at 512'),
    });
    await rm(join(folder, 'fail'));
    expect((await source.read(0, 512, signal)).equals(disk.subarray(0, 512))).toBe(true);
    await source.close();
  });

  it('ends every request when it dies', async () => {
    const server = await serve('--filter=delay', 'file', path, 'rdelay=60');
    const source = await openNbdSource({ socket: server.socket, exportName: '' }, signal);
    const reads = Promise.allSettled([source.read(0, 512, signal), source.read(512, 512, signal)]);
    server.kill('SIGKILL');
    for (const read of await reads) {
      expect(read).toMatchObject({ status: 'rejected', reason: { code: 'platform.unreachable' } });
    }
    await source.close();
  });

  it('is found out when there is none, no such export, or too small a one', async () => {
    const nowhere = { socket: join(folder, 'none'), exportName: '' };
    await expect(openNbdSource(nowhere, signal)).rejects.toMatchObject({ code: 'platform.unreachable' });
    const server = await serve('file', path);
    const larger = { socket: server.socket, exportName: '', capacityBytes: disk.length + 512 };
    await expect(openNbdSource(larger, signal)).rejects.toMatchObject({ code: 'source.changed' });
  });
});

describe('a server that lies', () => {
  const lies: Record<string, { reply(cookie: Buffer): Buffer; code: string }> = {
    'closes in the middle of a reply': {
      reply: (cookie) => Buffer.concat([chunk(1, 1, cookie, 8 + 512), Buffer.alloc(100)]),
      code: 'platform.unreachable',
    },
    'sends less and calls it complete': {
      reply: (cookie) => Buffer.concat([chunk(1, 1, cookie, 8 + 256), Buffer.alloc(8 + 256)]),
      code: 'platform.protocol',
    },
    'sends data beside the range': {
      reply: (cookie) => Buffer.concat([chunk(1, 1, cookie, 8 + 512), place(4096), Buffer.alloc(512)]),
      code: 'platform.protocol',
    },
    'answers another request': {
      reply: () => Buffer.concat([chunk(1, 1, Buffer.alloc(8, 9), 8 + 512), Buffer.alloc(8 + 512)]),
      code: 'platform.protocol',
    },
    'sends the same piece twice': {
      reply: (cookie) => {
        const half = Buffer.concat([place(0), Buffer.alloc(256)]);
        return Buffer.concat([chunk(0, 1, cookie, half.length), half, chunk(1, 1, cookie, half.length), half]);
      },
      code: 'platform.protocol',
    },
    'sends rubbish': { reply: () => Buffer.alloc(64, 0x41), code: 'platform.protocol' },
    'announces a huge chunk': { reply: (cookie) => chunk(1, 5, cookie, 0x7fffffff), code: 'platform.protocol' },
  };

  it.each(Object.entries(lies))('%s', async (name, lie) => {
    const socket = join(folder, `lie-${Object.keys(lies).indexOf(name)}`);
    const server = await scriptedNbdServer(socket, ([first]) => (first ? lie.reply(first.cookie) : null));
    const connection = await NbdConnection.open(socket, '', signal);
    await expect(connection.read(0, Buffer.alloc(512), signal)).rejects.toMatchObject({ code: lie.code });
    await connection.close();
    server.close();
  });

  it('is refused when it takes no bytes at once', async () => {
    const socket = join(folder, 'nothing-at-once');
    const server = await scriptedNbdServer(socket, () => null, { maximumBlock: 0 });
    await expect(NbdConnection.open(socket, '', signal)).rejects.toMatchObject({ code: 'platform.protocol' });
    server.close();
  });

  it('is given up when it says nothing', async () => {
    const socket = join(folder, 'silent');
    const server = await scriptedNbdServer(socket, () => null);
    const connection = await NbdConnection.open(socket, '', signal, 50);
    // Also when nothing was due for longer than that before.
    const from = performance.now();
    await expect.poll(() => performance.now() - from).toBeGreaterThan(200);
    await expect(connection.read(0, Buffer.alloc(512), signal)).rejects.toMatchObject({ code: 'platform.stalled' });
    await connection.close();
    server.close();
  });
});
