/** A contiguous run of bytes of a disk. Offsets and lengths are bytes, exact below 2^53. */
export interface Extent {
  start: number;
  length: number;
}
