/** Where the bytes of an answer's body go. */
export interface BodyTarget {
  /** Bytes that it takes yet. */
  readonly room: number;
  /** Memory for the next bytes: one at least, while there is room. */
  space(): Buffer;
  /** So many bytes have come into `space`. */
  took(length: number): void;
}

/** Memory that a body has to fill exactly. */
export function exactly(into: Buffer): BodyTarget {
  let filled = 0;
  return {
    get room() {
      return into.length - filled;
    },
    space: () => into.subarray(filled),
    took(length) {
      filled += length;
    },
  };
}
