import { clusterBits, clusterBytes, type Qcow2Layout } from './layout.ts';

const headerBytes = 112;
/** Incompatible feature bit 3: the compression type is not zlib. */
const compressionTypeBit = 8n;
const zstdType = 1;
const refcountOrder = 4;

/** First cluster of a version 3 image: docs/interop/qcow2.rst of QEMU, section "Header". */
export function headerCluster(layout: Qcow2Layout, compression: 'none' | 'zstd'): Buffer {
  const header = Buffer.alloc(clusterBytes);
  header.write('QFI\xfb', 0, 'latin1');
  header.writeUInt32BE(3, 4);
  header.writeUInt32BE(clusterBits, 20);
  // QEMU counts in sectors.
  header.writeBigUInt64BE(BigInt(Math.ceil(layout.capacityBytes / 512) * 512), 24);
  header.writeUInt32BE(layout.l2Tables, 36);
  header.writeBigUInt64BE(BigInt(layout.l1Offset), 40);
  header.writeBigUInt64BE(BigInt(layout.refcountTableOffset), 48);
  header.writeUInt32BE(layout.refcountTableClusters, 56);
  header.writeBigUInt64BE(compression === 'zstd' ? compressionTypeBit : 0n, 72);
  header.writeUInt32BE(refcountOrder, 96);
  header.writeUInt32BE(headerBytes, 100);
  header.writeUInt8(compression === 'zstd' ? zstdType : 0, 104);
  return header;
}
