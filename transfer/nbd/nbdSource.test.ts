import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startQemuNbd } from '../sinks/qemuNbd.ts';
import { blockSourceContract, contractDisk } from '../test/blockSourceContract.ts';
import { type NbdkitServer, startNbdkit } from '../test/nbdkitServer.ts';
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
    'sends rubbish': { reply: () => Buffer.alloc(64, 0x41), code: 'platform.protocol' },
    'announces a huge chunk': { reply: (cookie) => chunk(1, 5, cookie, 0x7fffffff), code: 'platform.protocol' },
  };

  it.each(Object.entries(lies))('%s', async (name, lie) => {
    const socket = join(folder, `lie-${Object.keys(lies).indexOf(name)}`);
    const server = await fakeServer(socket, lie.reply);
    const connection = await NbdConnection.open(socket, '', signal);
    await expect(connection.read(0, Buffer.alloc(512), signal)).rejects.toMatchObject({ code: lie.code });
    await connection.close();
    server.close();
  });

  it('is given up when it says nothing', async () => {
    const socket = join(folder, 'silent');
    const server = await fakeServer(socket, () => null);
    const connection = await NbdConnection.open(socket, '', signal, 50);
    await expect(connection.read(0, Buffer.alloc(512), signal)).rejects.toMatchObject({ code: 'platform.stalled' });
    await connection.close();
    server.close();
  });
});

function chunk(flags: number, type: number, cookie: Buffer, length: number): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt32BE(0x668e33ef, 0);
  head.writeUInt16BE(flags, 4);
  head.writeUInt16BE(type, 6);
  cookie.copy(head, 8);
  head.writeUInt32BE(length, 16);
  return head;
}

function place(offset: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(offset));
  return bytes;
}

/** Negotiates as a server would, then answers the first request with what the test gives and hangs up; null: never. */
function fakeServer(path: string, reply: (cookie: Buffer) => Buffer | null): Promise<Server> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.write(Buffer.concat([Buffer.from('NBDMAGICIHAVEOPT'), Buffer.from([0, 3])]));
    let bytes = Buffer.alloc(0);
    let greeted = false;
    let transmitting = false;
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      if (!greeted && bytes.length >= 4) {
        greeted = true;
        bytes = bytes.subarray(4);
      }
      while (!transmitting && bytes.length >= 16 && bytes.length >= 16 + bytes.readUInt32BE(12)) {
        const option = bytes.readUInt32BE(8);
        bytes = bytes.subarray(16 + bytes.readUInt32BE(12));
        if (option === 7) {
          const info = Buffer.alloc(12);
          info.writeBigUInt64BE(1048576n, 2);
          info.writeUInt16BE(3, 10);
          socket.write(optionReply(option, 3, info));
          transmitting = true;
        }
        socket.write(optionReply(option, 1, Buffer.alloc(0)));
      }
      if (transmitting && bytes.length >= 28) {
        const answer = reply(bytes.subarray(8, 16));
        bytes = Buffer.alloc(0);
        if (answer !== null) socket.end(answer);
      }
    });
  });
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

function optionReply(option: number, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head.writeBigUInt64BE(0x3e889045565a9n, 0);
  head.writeUInt32BE(option, 8);
  head.writeUInt32BE(type, 12);
  head.writeUInt32BE(data.length, 16);
  return Buffer.concat([head, data]);
}
