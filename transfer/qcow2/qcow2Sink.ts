import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { DroverError } from '../../contract/errors.ts';
import type { ArtifactUpload } from '../../ports/artifactStore.ts';
import type { BlockSink } from '../../ports/blockSink.ts';
import { Places } from '../reading/places.ts';
import { ClusterMap } from './clusterMap.ts';
import { clusterBytes, planLayout } from './layout.ts';
import { PartWriter } from './partWriter.ts';

const compress = promisify(zstdCompress);
/** A known size and room for the result spare the compressor most of its work for pieces this small. */
const packing = { pledgedSrcSize: clusterBytes, chunkSize: clusterBytes + 1024 };

/** Clusters packed at the same time: each costs a compressor's memory. */
const packedAtOnce = 6;

export interface Qcow2Sink extends BlockSink {
  /** Uploads the tables, which make an image of the clusters; the upload can be completed then. */
  finish(): Promise<void>;
}

/**
 * A qcow2 image that grows in an upload while it is written, in one pass and without scratch space. Every cluster may
 * be written once, in any order; what is not written reads as zeros.
 */
export function openQcow2Sink(
  upload: ArtifactUpload,
  image: { capacityBytes: number; compression: 'none' | 'zstd' },
  signal: AbortSignal,
): Qcow2Sink {
  const layout = planLayout(image.capacityBytes, upload.minimumPart);
  const map = new ClusterMap(layout);
  const parts = new PartWriter(upload, layout.metadataParts + 1, layout.partBytes, signal);
  const turns = new Turns();
  const compressors = new Places(packedAtOnce);
  let end = layout.dataOffset;

  async function pack(plain: Buffer): Promise<Buffer> {
    await compressors.acquire(signal);
    try {
      return await compress(plain, packing);
    } finally {
      compressors.release();
    }
  }

  async function append(bytes: Buffer): Promise<number> {
    const offset = end;
    if (end + bytes.length > upload.maximumBytes) {
      throw new DroverError(
        'platform.unsupported',
        `The image of ${image.capacityBytes} bytes outgrows what the artifact store takes as one object ` +
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
    if (packed !== null && packed.length < plain.length) {
      map.mapCompressed(cluster, await append(packed), packed.length);
      return;
    }
    await align();
    map.mapPlain(cluster, await append(plain));
  }

  return {
    size: image.capacityBytes,
    async write(offset, bytes, abort) {
      abort.throwIfAborted();
      if (offset % clusterBytes !== 0) throw new DroverError('internal', 'An image is written in whole clusters.');
      const clusters = [...clustersOf(bytes)];
      const packed = image.compression === 'zstd' ? await Promise.all(clusters.map(pack)) : null;
      await turns.take(async () => {
        for (const [i, plain] of clusters.entries()) {
          await appendCluster(offset / clusterBytes + i, plain, packed?.[i] ?? null);
        }
      });
    },
    /** Nothing is written twice, so what is to be zero has not been written. */
    zero: () => Promise.resolve(),
    flush: () => Promise.resolve(),
    read() {
      throw new DroverError('internal', 'An image on its way cannot be read.');
    },
    close: () => Promise.resolve(),
    async finish() {
      await align();
      await parts.finish();
      const front = new PartWriter(upload, 1, layout.partBytes, signal);
      for (const piece of map.metadata(image.compression)) await front.append(piece);
      await front.finish();
    },
  };
}

/** The last cluster of an odd disk is filled up with zeros. */
function* clustersOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += clusterBytes) {
    const plain = bytes.subarray(at, at + clusterBytes);
    yield plain.length === clusterBytes ? plain : Buffer.concat([plain], clusterBytes);
  }
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
