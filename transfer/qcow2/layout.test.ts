import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clusterBytes, countsPerBlock, planLayout, tableEntries } from './layout.ts';

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;
const TiB = 1024 ** 4;
/** Limits of S3: Amazon S3 user guide, "Amazon S3 multipart upload limits". */
const s3 = { parts: 10_000, minimumPart: 5 * MiB, largestPart: 5 * GiB, largestObject: 5 * TiB };

const sectors = fc.oneof(fc.integer({ min: 0, max: (62 * TiB) / 512 }), fc.integer({ min: 0, max: (64 * MiB) / 512 }));

function check(capacity: number): void {
  const layout = planLayout(capacity, s3.minimumPart);
  expect(layout.guestClusters).toBe(Number((BigInt(capacity) + 65535n) / 65536n));
  expect(layout.l2Tables * tableEntries).toBeGreaterThanOrEqual(layout.guestClusters);
  expect(layout.l1Clusters * tableEntries).toBeGreaterThanOrEqual(layout.l2Tables);
  // QEMU takes an L1 table of 32 MiB and a reference count table of 8 MiB at most.
  expect(layout.l1Clusters * clusterBytes).toBeLessThanOrEqual(32 * MiB);
  expect(layout.refcountTableClusters * clusterBytes).toBeLessThanOrEqual(8 * MiB);
  const regions: [number, number][] = [
    [0, 1],
    [layout.refcountTableOffset, layout.refcountTableClusters],
    [layout.refcountBlocksOffset, layout.refcountBlocks],
    [layout.l1Offset, layout.l1Clusters],
    [layout.l2Offset, layout.l2Tables],
  ];
  let end = 0;
  for (const [offset, clusters] of regions) {
    expect(offset).toBe(end);
    end = offset + clusters * clusterBytes;
  }
  expect(layout.dataOffset).toBeGreaterThanOrEqual(end);
  expect(layout.dataOffset % clusterBytes).toBe(0);
  const fullImage = layout.dataOffset + (layout.guestClusters + 1) * clusterBytes;
  expect(layout.refcountBlocks * countsPerBlock * clusterBytes).toBeGreaterThanOrEqual(fullImage);
  expect(layout.refcountTableClusters * tableEntries).toBeGreaterThanOrEqual(layout.refcountBlocks);

  expect(layout.partBytes).toBeGreaterThanOrEqual(s3.minimumPart);
  expect(layout.partBytes).toBeLessThanOrEqual(s3.largestPart);
  expect(Math.min(layout.dataOffset, layout.partBytes)).toBeGreaterThanOrEqual(s3.minimumPart);
  expect(layout.metadataParts).toBe(Math.max(1, Math.ceil(layout.dataOffset / layout.partBytes)));
  // Data goes on in parts of its own, up to the largest object.
  const data = Math.min(fullImage, s3.largestObject) - layout.dataOffset;
  expect(layout.metadataParts + Math.ceil(data / layout.partBytes)).toBeLessThanOrEqual(s3.parts);
}

describe('the layout of an image', () => {
  it('has room for every cluster and fits the limits of S3, from an empty disk to 62 TiB', () => {
    fc.assert(fc.property(sectors, (count) => check(count * 512)));
  });

  it.each([0, 512, 2 * TiB - 512, 2 * TiB, 2 * TiB + 512, 5 * TiB, 62 * TiB - 512, 62 * TiB])('of %i bytes', check);

  it('of 62 TiB has the numbers that BigInt gives', () => {
    const layout = planLayout(62 * TiB, s3.minimumPart);
    const clusters = (62n * 1024n ** 4n) / 65536n;
    expect(layout).toMatchObject({
      guestClusters: Number(clusters),
      l2Tables: Number(clusters / 8192n),
      l1Clusters: 16,
    });
    expect(layout.partBytes).toBeLessThan(GiB);
  });
});
