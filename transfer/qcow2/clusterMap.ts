import type { ClusterFile } from './clusterFile.ts';
import { headerCluster } from './header.ts';
import { clusterBits, clusterBytes, countsPerBlock, type Qcow2Layout, tableEntries } from './layout.ts';

/** "This cluster has reference count 1": writers need not look it up. */
const copied = 1n << 63n;
const compressedFlag = 1n << 62n;
/** Bits of a compressed entry that hold the offset. */
const offsetBits = BigInt(62 - (clusterBits - 8));
const sectorBytes = 512;

/** Where each guest cluster went, and how often each host cluster is used; turned into the tables at the end. */
export class ClusterMap {
  readonly #layout: Qcow2Layout;
  readonly #file: ClusterFile;
  /** L2 tables that have an entry. */
  readonly #tables = new Set<number>();
  #counts = new Uint16Array(countsPerBlock);
  /** Host clusters in use are all below this. */
  #hostClusters: number;
  #dataBytes = 0;

  private constructor(layout: Qcow2Layout, file: ClusterFile) {
    this.#layout = layout;
    this.#file = file;
    this.#hostClusters = layout.dataOffset / clusterBytes;
  }

  /** Goes on with what the file has. */
  static async over(file: ClusterFile, layout: Qcow2Layout, keep: number): Promise<ClusterMap> {
    const map = new ClusterMap(layout, file);
    for (let table = 0; table * tableEntries < keep; table += 1) {
      const entries = await file.table(table);
      for (let at = 0; at < tableEntries; at += 1) {
        const entry = entries.readBigUInt64BE(at * 8);
        if (entry !== 0n) map.#known(table * tableEntries + at, entry);
      }
    }
    return map;
  }

  /** Bytes of all clusters, rounded up to sectors where they are compressed. */
  get dataBytes(): number {
    return this.#dataBytes;
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }

  /** @param offset of the cluster in the image, a multiple of 64 KiB */
  mapPlain(guestCluster: number, offset: number): void {
    this.#set(guestCluster, BigInt(offset) | copied);
  }

  mapCompressed(guestCluster: number, offset: number, length: number): void {
    const firstSector = Math.floor(offset / sectorBytes);
    const moreSectors = Math.floor((offset + length - 1) / sectorBytes) - firstSector;
    this.#set(guestCluster, compressedFlag | (BigInt(moreSectors) << offsetBits) | BigInt(offset));
  }

  /** The region in front of the data, in pieces in order. */
  async *metadata(compression: 'none' | 'zstd'): AsyncGenerator<Buffer> {
    await this.#file.flush();
    const { refcountTableOffset, refcountBlocksOffset, l1Offset, l2Offset, dataOffset } = this.#layout;
    const { refcountTableClusters, refcountBlocks, l1Clusters, l2Tables } = this.#layout;
    const usedBlocks = Math.ceil(this.#hostClusters / countsPerBlock);
    this.#use(0, clusterBytes);
    this.#use(refcountTableOffset, refcountTableClusters * clusterBytes);
    this.#use(refcountBlocksOffset, usedBlocks * clusterBytes);
    this.#use(l1Offset, l1Clusters * clusterBytes);
    for (const table of this.#tables) this.#use(l2Offset + table * clusterBytes, clusterBytes);

    yield headerCluster(this.#layout, compression);
    yield* pointers(refcountTableClusters, usedBlocks, (block) => BigInt(refcountBlocksOffset + block * clusterBytes));
    for (let block = 0; block < refcountBlocks; block += 1) yield this.#countBlock(block);
    yield* pointers(l1Clusters, l2Tables, (table) =>
      this.#tables.has(table) ? BigInt(l2Offset + table * clusterBytes) | copied : 0n,
    );
    const empty = Buffer.alloc(clusterBytes);
    for (let table = 0; table < l2Tables; table += 1) {
      yield this.#tables.has(table) ? await this.#file.table(table) : empty;
    }
    for (let at = l2Offset + l2Tables * clusterBytes; at < dataOffset; at += clusterBytes) yield empty;
  }

  #set(guestCluster: number, entry: bigint): void {
    this.#file.set(guestCluster, entry);
    this.#known(guestCluster, entry);
  }

  #known(guestCluster: number, entry: bigint): void {
    this.#tables.add(Math.floor(guestCluster / tableEntries));
    const { offset, length } = placeOf(entry);
    this.#use(offset, length);
    this.#dataBytes += length;
  }

  #use(offset: number, length: number): void {
    if (length === 0) return;
    const last = Math.floor((offset + length - 1) / clusterBytes);
    while (last >= this.#counts.length) {
      const grown = new Uint16Array(this.#counts.length * 2);
      grown.set(this.#counts);
      this.#counts = grown;
    }
    for (let cluster = Math.floor(offset / clusterBytes); cluster <= last; cluster += 1) {
      this.#counts[cluster] = (this.#counts[cluster] ?? 0) + 1;
    }
    this.#hostClusters = Math.max(this.#hostClusters, last + 1);
  }

  #countBlock(block: number): Buffer {
    const bytes = Buffer.alloc(clusterBytes);
    const first = block * countsPerBlock;
    const counts = this.#counts.subarray(first, first + countsPerBlock);
    for (const [at, count] of counts.entries()) bytes.writeUInt16BE(count, at * 2);
    return bytes;
  }
}

/** Of a compressed cluster up to the end of its last sector, which may be that of others too. */
function placeOf(entry: bigint): { offset: number; length: number } {
  if ((entry & compressedFlag) === 0n) return { offset: Number(entry & ~copied), length: clusterBytes };
  const offset = Number(entry & ((1n << offsetBits) - 1n));
  const sectors = Number((entry & ~compressedFlag) >> offsetBits) + 1;
  return { offset, length: (Math.floor(offset / sectorBytes) + sectors) * sectorBytes - offset };
}

/** A table of 8-byte pointers, whole clusters at a time. */
function* pointers(clusters: number, used: number, pointer: (entry: number) => bigint): Generator<Buffer> {
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const bytes = Buffer.alloc(clusterBytes);
    const first = cluster * tableEntries;
    for (let entry = first; entry < Math.min(used, first + tableEntries); entry += 1) {
      bytes.writeBigUInt64BE(pointer(entry), (entry - first) * 8);
    }
    yield bytes;
  }
}
