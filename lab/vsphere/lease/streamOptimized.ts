import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import type { LabExtent } from '../vmBacking.ts';

const compress = promisify(deflate);
const sector = 512;
const grainBytes = 65536;
const grainSectors = grainBytes / sector;
const entriesPerTable = 512;
/** First sector of grains: header, descriptor and room to spare. */
const overhead = 128;
const marker = { endOfStream: 0, grainTable: 1, grainDirectory: 2, footer: 3 };
const directoryAtEnd = 0xffff_ffff_ffff_ffffn;

/**
 * A disk as a stream-optimised VMDK (VMware's "Virtual Disk Format 1.1"): compressed grains in ascending order, tables
 * and directory behind them, footer and end-of-stream marker last. Grains of zeros are left out.
 * @param read exactly `length` bytes from `offset`
 */
export async function* streamOptimized(
  disk: { capacityBytes: number; name: string; allocated: readonly LabExtent[] },
  read: (offset: number, length: number) => Promise<Buffer>,
): AsyncGenerator<Buffer> {
  const capacitySectors = Math.ceil(disk.capacityBytes / sector);
  const tables = Math.ceil(capacitySectors / grainSectors / entriesPerTable);
  const directory = Buffer.alloc(roundUp(tables * 4, sector));
  let position = overhead;
  let table: { index: number; entries: Buffer } | undefined;
  const finishTable = (): Buffer | undefined => {
    if (table === undefined) return undefined;
    directory.writeUInt32LE(position + 1, table.index * 4);
    const block = Buffer.concat([metadataMarker(marker.grainTable, table.entries.length), table.entries]);
    position += block.length / sector;
    table = undefined;
    return block;
  };
  yield head(capacitySectors, disk.name);
  for (const grain of grains(disk.allocated, disk.capacityBytes)) {
    const bytes = await read(grain * grainBytes, Math.min(grainBytes, disk.capacityBytes - grain * grainBytes));
    if (isZero(bytes)) continue;
    const index = Math.floor(grain / entriesPerTable);
    if (table !== undefined && table.index !== index) yield finishTable() ?? Buffer.alloc(0);
    table ??= { index, entries: Buffer.alloc(entriesPerTable * 4) };
    table.entries.writeUInt32LE(position, (grain % entriesPerTable) * 4);
    const block = await grainBlock(grain, bytes);
    position += block.length / sector;
    yield block;
  }
  const last = finishTable();
  if (last !== undefined) yield last;
  const directoryAt = BigInt(position + 1);
  yield Buffer.concat([
    metadataMarker(marker.grainDirectory, directory.length),
    directory,
    metadataMarker(marker.footer, sector),
    sparseHeader(capacitySectors, directoryAt),
    metadataMarker(marker.endOfStream, 0),
  ]);
}

function* grains(allocated: readonly LabExtent[], capacityBytes: number): Generator<number> {
  let next = 0;
  for (const extent of allocated) {
    const end = Math.ceil(Math.min(capacityBytes, extent.start + extent.length) / grainBytes);
    for (let grain = Math.max(next, Math.floor(extent.start / grainBytes)); grain < end; grain += 1) yield grain;
    next = Math.max(next, end);
  }
}

function head(capacitySectors: number, name: string): Buffer {
  const buffer = Buffer.alloc(overhead * sector);
  sparseHeader(capacitySectors, directoryAtEnd).copy(buffer);
  const descriptor = [
    '# Disk DescriptorFile',
    'version=1',
    'CID=12345678',
    'parentCID=ffffffff',
    'createType="streamOptimized"',
    '',
    '# Extent description',
    `RW ${capacitySectors} SPARSE "${name.replace(/[^\w.-]/g, '_')}"`,
    '',
    '# The Disk Data Base',
    '#DDB',
    'ddb.adapterType = "lsilogic"',
    'ddb.virtualHWVersion = "4"',
    '',
  ].join('\n');
  buffer.write(descriptor, sector, 'latin1');
  return buffer;
}

function sparseHeader(capacitySectors: number, directoryAt: bigint): Buffer {
  const header = Buffer.alloc(sector);
  header.write('KDMV', 0, 'latin1');
  header.writeUInt32LE(3, 4);
  // Valid newline test, compressed grains, markers.
  header.writeUInt32LE(0x30001, 8);
  header.writeBigUInt64LE(BigInt(capacitySectors), 12);
  header.writeBigUInt64LE(BigInt(grainSectors), 20);
  header.writeBigUInt64LE(1n, 28);
  header.writeBigUInt64LE(20n, 36);
  header.writeUInt32LE(entriesPerTable, 44);
  header.writeBigUInt64LE(0n, 48);
  header.writeBigUInt64LE(directoryAt, 56);
  header.writeBigUInt64LE(BigInt(overhead), 64);
  header.write('\n \r\n', 73, 'latin1');
  header.writeUInt16LE(1, 77);
  return header;
}

async function grainBlock(grain: number, bytes: Buffer): Promise<Buffer> {
  // The format counts in sectors: a tail that is not whole is filled with zeros.
  const data = await compress(padded(bytes, sector), { level: 1 });
  const block = Buffer.alloc(roundUp(12 + data.length, sector));
  block.writeBigUInt64LE(BigInt(grain * grainSectors), 0);
  block.writeUInt32LE(data.length, 8);
  data.copy(block, 12);
  return block;
}

function metadataMarker(type: number, bodyBytes: number): Buffer {
  const block = Buffer.alloc(sector);
  block.writeBigUInt64LE(BigInt(bodyBytes / sector), 0);
  block.writeUInt32LE(type, 12);
  return block;
}

function padded(bytes: Buffer, multiple: number): Buffer {
  return bytes.length % multiple === 0
    ? bytes
    : Buffer.concat([bytes, Buffer.alloc(multiple - (bytes.length % multiple))]);
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

const zeros = Buffer.alloc(grainBytes);

function isZero(bytes: Buffer): boolean {
  return bytes.equals(zeros.subarray(0, bytes.length));
}
