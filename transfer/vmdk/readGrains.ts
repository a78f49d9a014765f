import { DroverError } from '../../contract/errors.ts';
import type { DeflatedPiece } from '../../ports/blockSource.ts';
import type { ByteReader } from './byteReader.ts';
import { parseSparseHeader, sectorBytes } from './sparseHeader.ts';

const marker = { endOfStream: 0, grainTable: 1, grainDirectory: 2, footer: 3 } as const;
/** A grain table or directory of the largest disk stays far below. */
const longestMarkerBody = 1024 * 1024 * 1024;

/**
 * Takes a stream-optimised VMDK apart while it comes: every grain tells its place, so no table is needed.
 * @param expected capacity of the disk, and the stream's length where the server told it: writers that leave the
 *   end-of-stream marker out (QEMU's) can be trusted only then
 * @throws DroverError transfer.stream-truncated | platform.corrupt | source.changed
 */
export async function* readGrains(
  reader: ByteReader,
  expected: { capacityBytes: number; lengthBytes: number | null },
): AsyncGenerator<DeflatedPiece> {
  const header = parseSparseHeader(await must(reader, sectorBytes));
  if (header.capacityBytes !== Math.ceil(expected.capacityBytes / sectorBytes) * sectorBytes) {
    const message = `The export is of a disk of ${header.capacityBytes} bytes, expected ${expected.capacityBytes}.`;
    throw new DroverError('source.changed', message);
  }
  if (!(await reader.skip(header.dataOffset - sectorBytes))) throw truncated(reader);
  const { lengthBytes } = expected;
  const longest = header.grainBytes + Math.ceil(header.grainBytes / 1000) + 128;
  let next = 0;
  for (;;) {
    const sector = await reader.take(sectorBytes);
    if (sector === 'end' && reader.received === lengthBytes) return;
    if (typeof sector === 'string') throw truncated(reader);
    const first = Number(sector.readBigUInt64LE(0));
    const size = sector.readUInt32LE(8);
    if (size === 0) {
      const type = sector.readUInt32LE(12);
      if (type === marker.endOfStream) return;
      if (type > marker.footer || first * sectorBytes > longestMarkerBody) {
        throw corrupt(reader, `a marker of type ${type} with ${first} sectors`);
      }
      if (!(await reader.skip(first * sectorBytes))) throw truncated(reader);
      continue;
    }
    const offset = first * sectorBytes;
    if (size > longest || offset < next || offset % header.grainBytes !== 0 || offset >= header.capacityBytes) {
      throw corrupt(reader, `a grain of ${size} bytes for offset ${offset}`);
    }
    next = offset + header.grainBytes;
    const length = Math.min(header.grainBytes, expected.capacityBytes - offset);
    yield { offset, length, mostBytes: header.grainBytes, deflated: await grainBody(reader, sector, size) };
  }
}

/** It begins in the sector of its marker and is filled up to whole sectors. */
async function grainBody(reader: ByteReader, sector: Buffer, size: number): Promise<Buffer> {
  const inSector = sectorBytes - 12;
  if (size <= inSector) return sector.subarray(12, 12 + size);
  const padded = Math.ceil((size - inSector) / sectorBytes) * sectorBytes;
  const rest = await must(reader, padded);
  return Buffer.concat([sector.subarray(12), rest.subarray(0, size - inSector)]);
}

async function must(reader: ByteReader, length: number): Promise<Buffer> {
  const bytes = await reader.take(length);
  if (typeof bytes === 'string') throw truncated(reader);
  return bytes;
}

function truncated(reader: ByteReader): DroverError {
  const message = `The export ended after ${reader.received} bytes without its end marker.`;
  return new DroverError('transfer.stream-truncated', message);
}

function corrupt(reader: ByteReader, what: string): DroverError {
  return new DroverError('platform.corrupt', `The export holds ${what} near byte ${reader.received}.`);
}
