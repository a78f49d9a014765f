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
  const sector = Buffer.alloc(sectorBytes);
  await must(reader, sector);
  const header = parseSparseHeader(sector);
  if (header.capacityBytes !== Math.ceil(expected.capacityBytes / sectorBytes) * sectorBytes) {
    const message = `The export is of a disk of ${header.capacityBytes} bytes, expected ${expected.capacityBytes}.`;
    throw new DroverError('source.changed', message);
  }
  if (!(await reader.skip(header.dataOffset - sectorBytes))) throw truncated(reader);
  const { lengthBytes } = expected;
  const longest = header.grainBytes + Math.ceil(header.grainBytes / 1000) + 128;
  let next = 0;
  for (;;) {
    const came = await reader.read(sector);
    if (came === 0 && reader.received === lengthBytes) return;
    if (came < sectorBytes) throw truncated(reader);
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
    const inSector = Math.min(size, sectorBytes - 12);
    const padded = Math.ceil((12 + size) / sectorBytes) * sectorBytes;
    let left = padded - sectorBytes;
    yield {
      offset,
      length,
      mostBytes: header.grainBytes,
      deflatedBytes: size,
      /** A grain begins in the sector of its marker and is filled up to whole sectors. */
      async read(into) {
        sector.copy(into, 0, 12, 12 + inSector);
        await must(reader, into.subarray(inSector, size));
        left -= size - inSector;
      },
    };
    if (!(await reader.skip(left))) throw truncated(reader);
  }
}

async function must(reader: ByteReader, into: Buffer): Promise<void> {
  if ((await reader.read(into)) < into.length) throw truncated(reader);
}

function truncated(reader: ByteReader): DroverError {
  const message = `The export ended after ${reader.received} bytes without its end marker.`;
  return new DroverError('transfer.stream-truncated', message);
}

function corrupt(reader: ByteReader, what: string): DroverError {
  return new DroverError('platform.corrupt', `The export holds ${what} near byte ${reader.received}.`);
}
