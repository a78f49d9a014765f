import { DroverError } from '../../contract/errors.ts';

export const sectorBytes = 512;

/** What a decoder needs of the header of a stream-optimised extent. */
export interface SparseHeader {
  capacityBytes: number;
  grainBytes: number;
  /** Offset of the first marker. */
  dataOffset: number;
}

const magic = 'KDMV';
const compressed = 1 << 16;
const markers = 1 << 17;
const deflate = 1;
const longestGrain = 1024 * 1024;
const longestOverhead = 1024 * 1024 * 1024;

/**
 * Reads the 512-byte header: "Virtual Disk Format 5.0" technical note, section "Hosted Sparse Extent Header".
 * @throws DroverError platform.corrupt | platform.unsupported
 */
export function parseSparseHeader(sector: Buffer): SparseHeader {
  if (sector.toString('latin1', 0, 4) !== magic) {
    throw new DroverError('platform.corrupt', 'The export does not begin like a VMDK.');
  }
  const version = sector.readUInt32LE(4);
  const flags = sector.readUInt32LE(8);
  const compression = sector.readUInt16LE(77);
  if (version < 1 || version > 3 || (flags & compressed) === 0 || (flags & markers) === 0 || compression !== deflate) {
    const what = `version ${version}, flags ${flags.toString(16)}, compression ${compression}`;
    throw new DroverError('platform.unsupported', `The export is a VMDK, but not stream-optimised: ${what}.`);
  }
  const capacityBytes = Number(sector.readBigUInt64LE(12)) * sectorBytes;
  const grainBytes = Number(sector.readBigUInt64LE(20)) * sectorBytes;
  const dataOffset = Number(sector.readBigUInt64LE(64)) * sectorBytes;
  const grainFits =
    grainBytes >= 8 * sectorBytes && grainBytes <= longestGrain && Number.isInteger(Math.log2(grainBytes));
  if (!grainFits || dataOffset < sectorBytes || dataOffset > longestOverhead || !Number.isSafeInteger(capacityBytes)) {
    throw new DroverError('platform.corrupt', 'The VMDK header of the export has impossible sizes.');
  }
  return { capacityBytes, grainBytes, dataOffset };
}
