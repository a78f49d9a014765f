/** A key that workflow payloads are encrypted with, as it is stored: sealed by the secret store. */
export interface SealedPayloadKey {
  /** From 1; the highest is in use, the others still decrypt what they have encrypted. */
  version: number;
  sealed: string;
}

/** Where payload keys are kept, one shelf for all processes of an instance. */
export interface PayloadKeyShelf {
  list(): Promise<SealedPayloadKey[]>;
  /** Does nothing where the version is there already: another process was faster. */
  add(key: SealedPayloadKey): Promise<void>;
}
