/** A volume to write to. Idempotent by offset: the same write twice leaves the same bytes. */
export interface BlockSink {
  /** Bytes; at least the capacity of the disk that is copied. */
  readonly size: number;
  write(offset: number, bytes: Buffer, signal: AbortSignal): Promise<void>;
  /** Makes the range read as zeros, whatever it held before. */
  zero(offset: number, length: number, signal: AbortSignal): Promise<void>;
  /** Returns when everything written before is durable. */
  flush(): Promise<void>;
  read(offset: number, length: number, signal: AbortSignal): Promise<Buffer>;
  close(): Promise<void>;
}
