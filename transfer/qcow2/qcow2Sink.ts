import { DroverError } from '../../contract/errors.ts';
import type { ArtifactUpload, SentPart } from '../../ports/artifactStore.ts';
import type { BlockSink } from '../../ports/blockSink.ts';
import { hashPool } from '../engine/hashPool.ts';
import type { ImagePosition } from '../journal/journalRecords.ts';
import type { ClusterMap } from './clusterMap.ts';
import { clusterBytes, type Qcow2Layout } from './layout.ts';
import { PartWriter } from './partWriter.ts';
import type { TailFile } from './tailFile.ts';

export interface Qcow2Sink extends BlockSink {
  /** Up to where the last flush made the image durable. */
  readonly kept: (ImagePosition & { sent: SentPart[] }) | undefined;
  /** Uploads the tables, which make an image of the clusters; the upload can be completed then. @returns bytes of the image */
  finish(): Promise<number>;
}

export interface Qcow2Image {
  upload: ArtifactUpload;
  layout: Qcow2Layout;
  compression: 'none' | 'zstd';
  map: ClusterMap;
  parts: PartWriter;
  /** Where data goes on. */
  end: number;
  /** Null: nobody will go on with it when it is interrupted. */
  tail: TailFile | null;
}

/**
 * A qcow2 image that grows in an upload while it is written, in one pass and without scratch space. Every cluster may
 * be written once, in any order; what is not written reads as zeros.
 */
export function openQcow2Sink(image: Qcow2Image, signal: AbortSignal): Qcow2Sink {
  const { upload, layout, map, parts } = image;
  const turns = new Turns();
  let { end } = image;
  let kept: Qcow2Sink['kept'];

  async function append(bytes: Buffer): Promise<number> {
    const offset = end;
    if (end + bytes.length > upload.maximumBytes) {
      throw new DroverError(
        'platform.unsupported',
        `The image of ${layout.capacityBytes} bytes outgrows what the artifact store takes as one object ` +
          `(${upload.maximumBytes} bytes): choose the direct route.`,
      );
    }
    end += bytes.length;
    await parts.append(bytes);
    return offset;
  }

  async function align(): Promise<void> {
    const missing = (clusterBytes - (end % clusterBytes)) % clusterBytes;
    if (missing > 0) await append(Buffer.alloc(missing));
  }

  async function appendCluster(cluster: number, plain: Buffer, packed: Buffer | null): Promise<void> {
    if (packed !== null) {
      map.mapCompressed(cluster, await append(packed), packed.length);
      return;
    }
    await align();
    map.mapPlain(cluster, await append(plain));
  }

  return {
    size: layout.capacityBytes,
    get kept() {
      return kept;
    },
    async write(offset, bytes, abort) {
      abort.throwIfAborted();
      if (offset % clusterBytes !== 0) throw new DroverError('internal', 'An image is written in whole clusters.');
      const packed = image.compression === 'zstd' ? await packedClusters(bytes) : [];
      abort.throwIfAborted();
      await turns.take(async () => {
        for (const [i, plain] of clustersOf(bytes).entries()) {
          await appendCluster(offset / clusterBytes + i, plain, packed[i] ?? null);
        }
      });
    },
    /** Nothing is written twice, so what is to be zero has not been written. */
    zero: () => Promise.resolve(),
    async flush() {
      await map.flush();
      if (image.tail !== null) kept = await parts.keep(image.tail);
    },
    read() {
      throw new DroverError('internal', 'An image on its way cannot be read.');
    },
    close: () => Promise.resolve(),
    async finish() {
      await align();
      await parts.finish();
      const front = new PartWriter(upload, { part: 1, partBytes: layout.partBytes }, signal);
      for await (const piece of map.metadata(image.compression)) await front.append(piece);
      await front.finish();
      return end;
    },
  };
}

/** The last cluster of an odd disk is filled up with zeros. */
function clustersOf(bytes: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / clusterBytes) }, (_, i) => {
    const plain = bytes.subarray(i * clusterBytes, (i + 1) * clusterBytes);
    return plain.length === clusterBytes ? plain : Buffer.concat([plain], clusterBytes);
  });
}

/** Null: packed, the cluster would not be shorter. */
async function packedClusters({ buffer, byteOffset, length }: Buffer): Promise<(Buffer | null)[]> {
  if (!(buffer instanceof SharedArrayBuffer)) throw new DroverError('internal', 'Only shared memory can be packed.');
  const { packed, lengths } = await hashPool.pack(buffer, length, byteOffset);
  const all = Buffer.from(packed.buffer);
  let end = 0;
  return Array.from(lengths, (bytes) => {
    end += bytes;
    return bytes === 0 ? null : all.subarray(end - bytes, end);
  });
}

/** One at a time, in the order of coming. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  take(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
