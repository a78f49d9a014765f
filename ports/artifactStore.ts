import type { Readable } from 'node:stream';

/** Objects by key. Keys begin with `migrations/<migration id>/`. */
export interface ArtifactStore {
  /** One object out of parts that may be sent in any order; visible only after `complete`. */
  begin(key: string, contentType: string): Promise<ArtifactUpload>;
  /**
   * Goes on with an upload that was begun, in another process too, and of which these parts were sent.
   * @returns null when the store knows the upload no more
   */
  resume(key: string, contentType: string, left: { id: string; sent: SentPart[] }): Promise<ArtifactUpload | null>;
  put(key: string, body: Buffer, contentType: string): Promise<ArtifactInfo>;
  /** @throws DroverError artifact.missing */
  get(key: string, range?: { start: number; length: number }): Promise<Readable>;
  /**
   * The whole object in order. A chunk is good until the next one is asked for.
   * @throws DroverError artifact.missing
   */
  read(key: string, signal: AbortSignal): AsyncIterable<Uint8Array>;
  stat(key: string): Promise<ArtifactInfo | null>;
  /** A link for anybody who holds it; GET with ranges. */
  presign(key: string, validSeconds: number): Promise<string>;
  list(prefix: string): AsyncIterable<ArtifactInfo>;
  delete(key: string): Promise<void>;
  /** Keys with an upload that was begun and neither completed nor aborted, with the bytes that it holds. */
  unfinished(prefix: string): AsyncIterable<ArtifactInfo>;
  /** Throws away what unfinished uploads of the key have sent; its object stays. Nothing there is success. */
  abandon(key: string): Promise<void>;
}

export interface SentPart {
  number: number;
  /** What the store calls these very bytes. */
  tag: string;
}

export interface ArtifactUpload {
  /** Names it for `resume`. */
  readonly id: string;
  /** Bytes that every part but the last of the object must at least have. */
  readonly minimumPart: number;
  /** Bytes that an object may have at most; Infinity: as many as there is room for. */
  readonly maximumBytes: number;
  /** Part numbers from 1 give the order in the object. The same number twice: the later one counts. */
  part(number: number, body: Buffer, signal: AbortSignal): Promise<SentPart>;
  /**
   * Joins the parts that were sent here, and those that `resume` was told.
   * @throws DroverError platform.corrupt when one of them is not there as it was sent: somebody has sent it anew
   */
  complete(): Promise<ArtifactInfo>;
  abort(): Promise<void>;
}

export interface ArtifactInfo {
  key: string;
  bytes: number;
  modifiedAt: string;
}

/** Keeps what was found out about objects beside them, for lists. */
export interface ArtifactHashes {
  /** @param sha256 of the whole object as it was read back, in lower-case hexadecimal */
  record(key: string, sha256: string): Promise<void>;
}
