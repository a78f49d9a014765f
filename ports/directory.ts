import type { VouchedIdentity } from './vouchedIdentity.ts';

/** A directory that knows users, their passwords and their groups. */
export interface Directory {
  /**
   * Null: there is no such user, or the password is another. An empty password is never sent: directories take it for an
   * anonymous login (RFC 4513, 5.1.2).
   * @throws DroverError identity.unreachable, identity.certificate, identity.refused, identity.answer
   */
  authenticate(username: string, password: string): Promise<VouchedIdentity | null>;
  /** What the directory says of a user, without a password; null: no such user. @throws as `authenticate` */
  lookUp(username: string): Promise<VouchedIdentity | null>;
}
