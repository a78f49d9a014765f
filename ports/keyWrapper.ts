/** A data key as it may be stored. */
export interface WrappedKey {
  /** Names the key-encryption key and its version, e.g. `file:1a2b3c4d`, `aws-kms:arn:…`, `vault:transit/drover:v3`. */
  keyId: string;
  wrapped: Buffer;
}

/** A key-encryption key, wherever it is kept: it closes data keys, and never leaves its keeper. */
export interface KeyWrapper {
  /** The id that a data key wrapped now would carry. @throws as `wrap` does */
  currentKeyId(): Promise<string>;
  /** Whether a key of this id is wrapped here, by today's version or a former one; told without asking the keeper. */
  keeps(keyId: string): boolean;
  /**
   * @param dataKey 32 bytes
   * @param context authenticated with the key: the same text is needed to unwrap, e.g. `connection/<id>`; no secret
   * @throws DroverError secrets.keeper-unavailable, secrets.key-refused
   */
  wrap(dataKey: Buffer, context: string): Promise<WrappedKey>;
  /**
   * @returns a buffer of its own, which the caller clears
   * @throws DroverError secrets.keeper-unavailable, secrets.key-refused, secrets.altered
   */
  unwrap(key: WrappedKey, context: string): Promise<Buffer>;
  close(): Promise<void>;
}
