import type { Realm } from '../../contract/identity.ts';
import type { Queries } from '../../prisma/database.ts';
import { audit } from '../http/author.ts';
import type { LoginPlace } from '../session/openSession.ts';

export interface RefusedLogin {
  realm: Realm;
  /** Of somebody who may be anybody. */
  name: string;
  /** Why: a code of contract/errors.ts. */
  code: string;
  detail?: { sessionsEnded?: number; revoked?: number };
}

/** Tells the audit trail of it. */
export function tellRefusedLogin(
  queries: Queries,
  { realm, name, code, detail }: RefusedLogin,
  { clientAddress: address, correlationId }: LoginPlace,
): Promise<void> {
  const author = { actor: { name }, correlationId };
  return audit(queries, author, {
    ...{ action: 'session.create', subject: `user/${name}`, outcome: 'refused', code },
    detail: { address, realm, ...detail },
  });
}
