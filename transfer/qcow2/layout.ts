/** Cluster size that everything here uses: 64 KiB, the leaf of the ledger. */
export const clusterBits = 16;
export const clusterBytes = 2 ** clusterBits;
/** 8-byte entries of a table of one cluster. */
export const tableEntries = clusterBytes / 8;
/** 16-bit reference counts of a block of one cluster. */
export const countsPerBlock = clusterBytes / 2;

/** The store takes at most 10,000 parts; some are left for the metadata. */
const mostParts = 9000;
const usualPartBytes = 8 * 1024 * 1024;
/** Parts are no larger than the largest object of S3 needs: each is held in memory. */
const largestImage = 5 * 1024 ** 4;
/** Room for tables, and for clusters that are begun for nothing. */
const overhead = 1.05;
/** Room, in reference counts alone, for what interruptions left in an image that nothing in it points to. */
export const spareBytes = 1024 ** 3;

/**
 * Where everything lies in an image that is written in one pass: header, reference counts, L1 and every L2 table in a
 * region in front whose size follows from the capacity, data clusters behind it as they come.
 */
export interface Qcow2Layout {
  capacityBytes: number;
  guestClusters: number;
  l2Tables: number;
  l1Clusters: number;
  refcountBlocks: number;
  refcountTableClusters: number;
  refcountTableOffset: number;
  refcountBlocksOffset: number;
  l1Offset: number;
  l2Offset: number;
  /** First byte behind the region: data begins here. */
  dataOffset: number;
  /** Parts of the upload that the region takes, numbered from 1. */
  metadataParts: number;
  partBytes: number;
}

/** @param minimumPart bytes that every part but the last must have */
export function planLayout(capacityBytes: number, minimumPart: number): Qcow2Layout {
  const guestClusters = Math.ceil(capacityBytes / clusterBytes);
  const l2Tables = Math.ceil(guestClusters / tableEntries);
  const l1Clusters = Math.ceil(l2Tables / tableEntries);
  const partBytes = roundUp(
    Math.max(usualPartBytes, minimumPart, Math.ceil(Math.min(capacityBytes * overhead, largestImage) / mostParts)),
    clusterBytes,
  );
  let refcountBlocks = 1;
  for (;;) {
    const refcountTableClusters = Math.ceil(refcountBlocks / tableEntries);
    const needed = (1 + refcountTableClusters + refcountBlocks + l1Clusters + l2Tables) * clusterBytes;
    const small = roundUp(Math.max(needed, minimumPart), clusterBytes);
    const dataOffset = needed <= partBytes ? small : roundUp(needed, partBytes);
    // One cluster more than the data: a packed cluster may be begun before one that cannot be packed.
    const hostClusters = (dataOffset + spareBytes) / clusterBytes + guestClusters + 1;
    const wanted = Math.ceil(hostClusters / countsPerBlock);
    if (wanted > refcountBlocks) {
      refcountBlocks = wanted;
      continue;
    }
    const refcountTableOffset = clusterBytes;
    const refcountBlocksOffset = refcountTableOffset + refcountTableClusters * clusterBytes;
    const l1Offset = refcountBlocksOffset + refcountBlocks * clusterBytes;
    return {
      capacityBytes,
      guestClusters,
      l2Tables,
      l1Clusters,
      refcountBlocks,
      refcountTableClusters,
      refcountTableOffset,
      refcountBlocksOffset,
      l1Offset,
      l2Offset: l1Offset + l1Clusters * clusterBytes,
      dataOffset,
      metadataParts: Math.max(1, Math.ceil(dataOffset / partBytes)),
      partBytes,
    };
  }
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
