import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageMemory } from '../engine/pageMemory.ts';
import { openNbdSink } from '../nbd/nbdSink.ts';
import { blockSinkContract, contractVolumeBytes } from '../test/blockSinkContract.ts';
import { type NbdkitServer, startNbdkit } from '../test/nbdkitServer.ts';
import { MiB } from '../test/testDisk.ts';
import { openSink } from './openSink.ts';
import { startQemuNbd } from './qemuNbd.ts';
import { openRawSink } from './rawSink.ts';
import type { CheckedVolume } from './volumeAccess.ts';

const signal = new AbortController().signal;
let folder = '';
let server: NbdkitServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  server = await startNbdkit('memory', `size=${contractVolumeBytes}`);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function volume(name: string, format: 'raw' | 'qcow2'): CheckedVolume {
  return { path: join(folder, name), format, sizeBytes: contractVolumeBytes, blockDevice: false, mark: 'm' };
}

describe('raw file', () => {
  beforeAll(async () => {
    await writeFile(join(folder, 'v.raw'), '');
    await truncate(join(folder, 'v.raw'), contractVolumeBytes);
  });
  blockSinkContract(() => openSink(volume('v.raw', 'raw'), signal));

  it('passes the page cache by with long aligned writes, and mixes them with all others', async () => {
    const path = join(folder, 'v.raw');
    const sink = await openSink(volume('v.raw', 'raw'), signal);
    const model = await sink.read(0, contractVolumeBytes, signal);
    const { memory, offset: page } = pageMemory(MiB);
    const aligned = Buffer.from(memory, page, MiB);
    const write = async (offset: number, bytes: Buffer) => {
      randomFillSync(bytes);
      bytes.copy(model, offset);
      await sink.write(offset, bytes, signal);
    };
    await write(0, aligned);
    await sink.flush();
    const { stdout } = await promisify(execFile)('fincore', ['--noheadings', '--bytes', '--output', 'RES', path]);
    const cachedBefore = contractVolumeBytes - MiB;
    expect(Number(stdout)).toBeLessThanOrEqual(cachedBefore + 4096);
    // Odd places, odd lengths, and memory that begins anywhere.
    await write(MiB / 2 + 512, aligned);
    await write(MiB, aligned.subarray(0, MiB - 512));
    await write(2 * MiB, Buffer.alloc(MiB + 16).subarray(16));
    await write(4096, aligned);
    await sink.flush();
    expect((await sink.read(0, contractVolumeBytes, signal)).equals(model)).toBe(true);
    await sink.close();
  });

  it('tells a full storage by code and place', async () => {
    const sink = await openRawSink('/dev/full', contractVolumeBytes);
    await expect(sink.write(MiB, Buffer.alloc(512, 1), signal)).rejects.toMatchObject({
      code: 'platform.quota',
      message: expect.stringContaining(`write at ${MiB}`),
    });
    await sink.close();
  });

  it('writes nothing beyond its end', async () => {
    const sink = await openSink(volume('v.raw', 'raw'), signal);
    await expect(sink.write(contractVolumeBytes - 1, Buffer.alloc(2), signal)).rejects.toMatchObject({
      code: 'internal',
    });
    await sink.close();
  });
});

describe('qcow2 file behind qemu-nbd', () => {
  beforeAll(() =>
    promisify(execFile)('qemu-img', [
      'create',
      '-q',
      '-f',
      'qcow2',
      join(folder, 'v.qcow2'),
      String(contractVolumeBytes),
    ]),
  );
  blockSinkContract(() => openSink(volume('v.qcow2', 'qcow2'), signal));

  it('waits for a former server to let go, and says so when it does not', async () => {
    const first = await openSink(volume('v.qcow2', 'qcow2'), signal);
    const second = openSink(volume('v.qcow2', 'qcow2'), signal);
    await first.close();
    await (await second).close();
  });

  it('says what is wrong with an image', async () => {
    await writeFile(join(folder, 'bad.qcow2'), 'nothing of the kind');
    const starting = startQemuNbd({ path: join(folder, 'bad.qcow2'), format: 'qcow2', readOnly: false }, signal);
    await expect(starting).rejects.toMatchObject({ code: 'mover.volume-mismatch' });
  });
});

describe('NBD server', () => {
  blockSinkContract(() => openNbdSink(server.socket, '', signal));

  it('tells a full server and refuses one that cannot be written', async () => {
    const full = await startNbdkit(
      '--filter=error',
      'memory',
      `size=${MiB}`,
      'error-pwrite=ENOSPC',
      'error-pwrite-rate=100%',
    );
    const sink = await openNbdSink(full.socket, '', signal);
    await expect(sink.write(0, Buffer.alloc(512), signal)).rejects.toMatchObject({ code: 'platform.quota' });
    await sink.close();
    await full.stop();
    const readOnly = await startNbdkit('--readonly', 'memory', `size=${MiB}`);
    await expect(openNbdSink(readOnly.socket, '', signal)).rejects.toMatchObject({ code: 'platform.unsupported' });
    await readOnly.stop();
  });
});
