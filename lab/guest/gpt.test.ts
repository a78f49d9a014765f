import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { partitionTable } from './gpt.ts';

const MIB = 1024 * 1024;
const { head, tail } = partitionTable(
  96 * MIB,
  [
    { name: 'boot', type: 'efiSystem', legacyBootable: true, startBytes: MIB, lengthBytes: 32 * MIB },
    { name: 'root', type: 'linux', startBytes: 33 * MIB, lengthBytes: 62 * MIB },
  ],
  Buffer.alloc(440, 0xfa),
);

test('protects the disk and carries the boot code', () => {
  expect(head[0]).toBe(0xfa);
  expect(head[450]).toBe(0xee);
  expect(head.readUInt32LE(458)).toBe((96 * MIB) / 512 - 1);
  expect(head.readUInt16LE(510)).toBe(0xaa55);
});

test('names places, types and the partition that a BIOS may start', () => {
  const entry = head.subarray(1024, 1152);
  expect(entry.subarray(0, 16).toString('hex')).toBe('28732ac11ff8d211ba4b00a0c93ec93b');
  expect(entry.readBigUInt64LE(32)).toBe(2048n);
  expect(entry.readBigUInt64LE(40)).toBe(BigInt(33 * 2048 - 1));
  expect(entry.readBigUInt64LE(48)).toBe(4n);
  expect(entry.toString('utf16le', 56, 64)).toBe('boot');
});

test('both headers point at each other and agree with their checksums', () => {
  const primary = head.subarray(512, 1024);
  const backup = tail.subarray(tail.length - 512);
  expect(primary.readBigUInt64LE(32)).toBe(backup.readBigUInt64LE(24));
  expect(backup.readBigUInt64LE(32)).toBe(1n);
  for (const header of [primary, backup]) {
    const content = Buffer.from(header.subarray(0, 92));
    content.writeUInt32LE(0, 16);
    expect(header.readUInt32LE(16)).toBe(crc32(content));
    expect(header.readUInt32LE(88)).toBe(crc32(head.subarray(1024)));
  }
  expect(tail.subarray(0, tail.length - 512).equals(head.subarray(1024))).toBe(true);
});
