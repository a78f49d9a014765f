/** Seals small secrets. Workflows and payloads only ever hold the sealed form's owner's id. */
export interface SecretStore {
  /** @param context bound into the seal: the same text is needed to open, e.g. `connection/<id>` */
  seal(plain: string, context: string): Promise<string>;
  /** @throws DroverError config.invalid when key or context do not fit */
  open(sealed: string, context: string): Promise<string>;
}
