import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const SECTOR = 512;
const ENTRIES = 128;
const ENTRY_BYTES = 128;
const ENTRY_SECTORS = (ENTRIES * ENTRY_BYTES) / SECTOR;

export const PARTITION_TYPES = {
  efiSystem: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  linux: '0fc63daf-8483-4772-8e79-3d69d8477de4',
} as const;

export interface Partition {
  name: string;
  type: keyof typeof PARTITION_TYPES;
  startBytes: number;
  lengthBytes: number;
  /** Attribute bit 2: a BIOS boot loader in the master boot record may start it. */
  legacyBootable?: boolean;
}

export interface PartitionTable {
  /** Goes to offset 0: protective master boot record, header and entries. */
  head: Buffer;
  /** Goes to the disk's end: the second copy. */
  tail: Buffer;
}

/**
 * A GUID partition table (UEFI specification 2.10, section 5.3).
 * @param bootCode at most 440 bytes for the master boot record
 */
export function partitionTable(diskBytes: number, partitions: readonly Partition[], bootCode: Buffer): PartitionTable {
  const lastSector = diskBytes / SECTOR - 1;
  const entries = Buffer.alloc(ENTRIES * ENTRY_BYTES);
  for (const [index, partition] of partitions.entries()) {
    const at = index * ENTRY_BYTES;
    guidBytes(PARTITION_TYPES[partition.type]).copy(entries, at);
    randomBytes(16).copy(entries, at + 16);
    entries.writeBigUInt64LE(BigInt(partition.startBytes / SECTOR), at + 32);
    entries.writeBigUInt64LE(BigInt((partition.startBytes + partition.lengthBytes) / SECTOR - 1), at + 40);
    entries.writeBigUInt64LE(partition.legacyBootable ? 4n : 0n, at + 48);
    entries.write(partition.name, at + 56, 72, 'utf16le');
  }
  const diskGuid = randomBytes(16);
  const header = (own: number, other: number, entriesAt: number) => {
    const sector = Buffer.alloc(SECTOR);
    sector.write('EFI PART', 0, 'latin1');
    sector.writeUInt32LE(0x00010000, 8);
    sector.writeUInt32LE(92, 12);
    sector.writeBigUInt64LE(BigInt(own), 24);
    sector.writeBigUInt64LE(BigInt(other), 32);
    sector.writeBigUInt64LE(BigInt(2 + ENTRY_SECTORS), 40);
    sector.writeBigUInt64LE(BigInt(lastSector - 1 - ENTRY_SECTORS), 48);
    diskGuid.copy(sector, 56);
    sector.writeBigUInt64LE(BigInt(entriesAt), 72);
    sector.writeUInt32LE(ENTRIES, 80);
    sector.writeUInt32LE(ENTRY_BYTES, 84);
    sector.writeUInt32LE(crc32(entries), 88);
    sector.writeUInt32LE(crc32(sector.subarray(0, 92)), 16);
    return sector;
  };
  return {
    head: Buffer.concat([protectiveRecord(lastSector, bootCode), header(1, lastSector, 2), entries]),
    tail: Buffer.concat([entries, header(lastSector, 1, lastSector - ENTRY_SECTORS)]),
  };
}

/** One partition of type 0xee over the whole disk keeps tools that know no GPT from thinking it empty. */
function protectiveRecord(lastSector: number, bootCode: Buffer): Buffer {
  const sector = Buffer.alloc(SECTOR);
  bootCode.copy(sector, 0, 0, 440);
  sector.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 446);
  sector.writeUInt32LE(1, 454);
  sector.writeUInt32LE(Math.min(lastSector, 0xffffffff), 458);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

/** The first three fields are little-endian. */
function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex');
  bytes.subarray(0, 4).reverse();
  bytes.subarray(4, 6).reverse();
  bytes.subarray(6, 8).reverse();
  return bytes;
}
