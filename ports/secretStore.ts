/** Seals small secrets. Workflows and payloads only ever hold the sealed form's owner's id. */
export interface SecretStore {
  /**
   * @param context bound into the seal: the same text is needed to open, e.g. `connection/<id>`
   * @throws DroverError secrets.keeper-unavailable, secrets.key-refused
   */
  seal(plain: string, context: string): Promise<string>;
  /** @throws DroverError secrets.key-missing, secrets.altered, secrets.keeper-unavailable, secrets.key-refused */
  open(sealed: string, context: string): Promise<string>;
  /** Closes the secret with today's key. What it says and what it is bound to stay. @throws as `open` does */
  reseal(sealed: string, context: string): Promise<string>;
  /** Id of the key that a secret is sealed with (`ports/keyWrapper.ts`); `unknown` for what is no sealed secret. */
  keyOf(sealed: string): string;
  /** Id of the key that secrets are sealed with now. @throws DroverError secrets.keeper-unavailable, secrets.key-refused */
  currentKey(): Promise<string>;
  close(): Promise<void>;
}
