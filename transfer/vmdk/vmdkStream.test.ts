import { execFile } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportLocation } from '../../ports/diskLocation.ts';
import { inflateInto } from '../engine/inflateInto.ts';
import { KiB, MiB } from '../test/testDisk.ts';
import { openVmdkStream } from './vmdkStream.ts';

const grain = 64 * KiB;
const sector = 512;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A stream as ESXi writes it: grains between markers, directory and footer at the end, end-of-stream last. */
function esxiStream(disk: Buffer): Buffer {
  const header = Buffer.alloc(sector);
  header.write('KDMV', 0, 'latin1');
  header.writeUInt32LE(3, 4);
  header.writeUInt32LE(0x30001, 8);
  header.writeBigUInt64LE(BigInt(Math.ceil(disk.length / sector)), 12);
  header.writeBigUInt64LE(BigInt(grain / sector), 20);
  header.writeBigUInt64LE(1n, 28);
  header.writeBigUInt64LE(127n, 36);
  header.writeUInt32LE(512, 44);
  header.writeBigUInt64LE(2n ** 64n - 1n, 56);
  header.writeBigUInt64LE(128n, 64);
  header.writeUInt16LE(1, 77);
  const parts: Buffer[] = [header, Buffer.alloc(127 * sector)];
  for (let at = 0; at < disk.length; at += grain) {
    const data = Buffer.concat([disk.subarray(at, at + grain)], grain);
    if (!data.equals(Buffer.alloc(grain))) parts.push(grainOf(at, deflateSync(data)));
  }
  parts.push(marker(1, 4), marker(1, 1), marker(1, 2), marker(1, 3), marker(0, 0));
  return Buffer.concat(parts);
}

function grainOf(offset: number, packed: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(offset / sector), 0);
  head.writeUInt32LE(packed.length, 8);
  return Buffer.concat([head, packed], Math.ceil((12 + packed.length) / sector) * sector);
}

function marker(sectors: number, type: number): Buffer {
  const bytes = Buffer.alloc(sector * (1 + sectors));
  bytes.writeBigUInt64LE(BigInt(sectors), 0);
  bytes.writeUInt32LE(type === 4 ? 1 : type, 12);
  return bytes;
}

function locationOf(stream: Buffer, capacityBytes: number, piece = 100_000, lengthBytes: number | null = null) {
  const told = { seen: undefined as { bytes: number; sha1: string } | undefined, aborted: false };
  const location: ExportLocation = {
    transport: 'nfc',
    capacityBytes,
    open: () =>
      Promise.resolve({
        body: (async function* () {
          for (let at = 0; at < stream.length; at += piece) yield stream.subarray(at, at + piece);
        })(),
        lengthBytes,
        progress: () => undefined,
        complete(seen) {
          told.seen = seen;
          return Promise.resolve();
        },
        abort() {
          told.aborted = true;
          return Promise.resolve();
        },
      }),
  };
  return { location, told };
}

async function decode(location: ExportLocation): Promise<Buffer> {
  const disk = Buffer.alloc(location.capacityBytes);
  for await (const piece of openVmdkStream(location).blocks(new AbortController().signal)) {
    const { offset, length, deflatedBytes } = piece;
    const deflated = Buffer.alloc(deflatedBytes);
    await piece.read(deflated);
    inflateInto(disk.subarray(offset, offset + length), deflated, piece);
  }
  return disk;
}

function sparseDisk(size: number, grains: number[]): Buffer {
  const disk = Buffer.alloc(size);
  for (const at of grains) randomFillSync(disk, Math.min(at * grain, size - 1), Math.min(grain, size - at * grain));
  return disk;
}

describe('decoding a stream-optimised VMDK', () => {
  it('gives the disk back, whatever its grains and however the stream is cut to pieces', async () => {
    const cases = fc.record({
      size: fc.integer({ min: 1, max: 24 }).map((n) => n * 32 * KiB + 512),
      grains: fc.array(fc.nat(11)),
      piece: fc.integer({ min: 1, max: 70_000 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ size, grains, piece }) => {
        const disk = sparseDisk(
          size,
          grains.filter((at) => at * grain < size),
        );
        const stream = esxiStream(disk);
        const { location, told } = locationOf(stream, size, Math.max(piece, 50));
        expect((await decode(location)).equals(disk)).toBe(true);
        const sha1 = createHash('sha1').update(stream).digest('hex');
        expect(told).toEqual({ seen: { bytes: stream.length, sha1 }, aborted: false });
      }),
      { numRuns: 30 },
    );
  });

  it("decodes QEMU's variant, which has no end marker, when the length is known", async () => {
    const disk = sparseDisk(4 * MiB, [0, 3, 4, 63]);
    await writeFile(join(folder, 'd.raw'), disk);
    const args = ['convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized'];
    await promisify(execFile)('qemu-img', [...args, join(folder, 'd.raw'), join(folder, 'd.vmdk')]);
    const stream = await readFile(join(folder, 'd.vmdk'));
    expect((await decode(locationOf(stream, disk.length, 9999, stream.length).location)).equals(disk)).toBe(true);
    await expect(decode(locationOf(stream, disk.length).location)).rejects.toMatchObject({
      code: 'transfer.stream-truncated',
    });
  });

  it('finds out a stream that ends early, wherever', async () => {
    const disk = sparseDisk(512 * KiB, [0, 2, 7]);
    const stream = esxiStream(disk);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: stream.length - 1 }), async (cut) => {
        const { location, told } = locationOf(stream.subarray(0, cut), disk.length);
        await expect(decode(location)).rejects.toMatchObject({ code: 'transfer.stream-truncated' });
        expect(told).toMatchObject({ seen: undefined, aborted: true });
      }),
      { numRuns: 60 },
    );
    const short = locationOf(stream, disk.length, 4096, stream.length + sector);
    await expect(decode(short.location)).rejects.toMatchObject({ code: 'transfer.stream-truncated' });
  });

  it.each([
    ['no VMDK', (stream: Buffer) => stream.fill(0, 0, 4), 'platform.corrupt'],
    ['a VMDK of another kind', (stream: Buffer) => stream.writeUInt32LE(1, 8), 'platform.unsupported'],
    ['a huge grain size', (stream: Buffer) => stream.writeBigUInt64LE(2n ** 40n, 20), 'platform.corrupt'],
    ['another capacity', (stream: Buffer) => stream.writeBigUInt64LE(1n, 12), 'source.changed'],
    ['a grain longer than can be', (stream: Buffer) => stream.writeUInt32LE(0x7fffffff, 65536 + 8), 'platform.corrupt'],
    ['a grain beyond the disk', (stream: Buffer) => stream.writeBigUInt64LE(2n ** 40n, 65536), 'platform.corrupt'],
    [
      'a grain that does not inflate',
      (stream: Buffer) => stream.fill(0xff, 65536 + 12, 65536 + 200),
      'platform.corrupt',
    ],
  ])('refuses %s', async (_name, spoil, code) => {
    const disk = sparseDisk(256 * KiB, [0, 1]);
    const stream = esxiStream(disk);
    spoil(stream);
    const { location, told } = locationOf(stream, disk.length);
    await expect(decode(location)).rejects.toMatchObject({ code });
    expect(told.aborted).toBe(true);
  });

  it('stops waiting for a silent stream at an abort', async () => {
    const { location, told } = locationOf(Buffer.alloc(0), 256 * KiB);
    const silent: ExportLocation = {
      ...location,
      open: async (signal) => ({
        ...(await location.open(signal)),
        body: (async function* () {
          yield await new Promise<Uint8Array>(() => undefined);
        })(),
      }),
    };
    const stop = new AbortController();
    const reading = openVmdkStream(silent).blocks(stop.signal)[Symbol.asyncIterator]().next();
    stop.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect(told.aborted).toBe(true);
  });
});
