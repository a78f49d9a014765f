import { type FileHandle, open } from 'node:fs/promises';
import { DroverError } from '../../contract/errors.ts';
import { clusterBytes, tableEntries } from './layout.ts';

const entryBytes = 8;

/**
 * Where each guest cluster lies in the image: its L2 tables, one after another, in a file, for those of a large disk would
 * fill a mover's memory. What was never set is a hole. Entries are held back until `flush`.
 */
export class ClusterFile implements AsyncDisposable {
  readonly #file: FileHandle;
  #pending = new Map<number, bigint>();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @param keep entries of the clusters below this one stay, all others are forgotten */
  static async open(path: string, tables: number, keep: number): Promise<ClusterFile> {
    const file = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600));
    try {
      await file.truncate(keep * entryBytes);
      await file.truncate(tables * clusterBytes);
      return new ClusterFile(file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  set(cluster: number, entry: bigint): void {
    this.#pending.set(cluster, entry);
  }

  /** Makes what was set durable. */
  async flush(): Promise<void> {
    const pending = this.#pending;
    if (pending.size === 0) return;
    this.#pending = new Map();
    try {
      for (const { first, bytes } of runsOf(pending))
        await this.#file.write(bytes, 0, bytes.length, first * entryBytes);
      await this.#file.datasync();
    } catch (cause) {
      throw new DroverError('platform.quota', 'Tables of an image cannot be kept: is the state folder full?', {
        cause,
      });
    }
  }

  /** One L2 table, of one cluster, as it was flushed. */
  async table(number: number): Promise<Buffer> {
    const bytes = Buffer.alloc(clusterBytes);
    await this.#file.read(bytes, 0, clusterBytes, number * clusterBytes);
    return bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

/** Neighbours together. */
function* runsOf(entries: Map<number, bigint>): Generator<{ first: number; bytes: Buffer }> {
  const clusters = [...entries.keys()].sort((a, b) => a - b);
  for (let from = 0; from < clusters.length; ) {
    const first = clusters[from] ?? 0;
    let to = from + 1;
    while (clusters[to] === first + to - from && to - from < tableEntries) to += 1;
    const bytes = Buffer.alloc((to - from) * entryBytes);
    for (let at = from; at < to; at += 1) {
      bytes.writeBigUInt64BE(entries.get(clusters[at] ?? 0) ?? 0n, (at - from) * entryBytes);
    }
    yield { first, bytes };
    from = to;
  }
}
