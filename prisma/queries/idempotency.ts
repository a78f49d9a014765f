import type { Queries } from '../database.ts';
import type { Prisma } from '../generated/client.ts';

export interface KeyHolder {
  actorId: string;
  key: string;
  /** Of this attempt. */
  holder: string;
}

export interface KeptAnswer {
  status: number;
  body: unknown;
  etag: string | null;
}

/** What is known of a key; `answer` is null while its request runs. */
export interface KeyState {
  fingerprint: string;
  answer: KeptAnswer | null;
}

/**
 * Takes a key for this attempt: a new or expired one, or one whose process died over the same request. Null: taken.
 * Otherwise what is known of it. One statement, so that of several processes one gets it.
 */
export async function claimKey(
  queries: Queries,
  { actorId, key, holder }: KeyHolder,
  { fingerprint, lockSeconds, keepSeconds }: { fingerprint: string; lockSeconds: number; keepSeconds: number },
): Promise<KeyState | null> {
  const taken = await queries.$queryRaw<unknown[]>`
    insert into idempotent_request as known (actor_id, key, fingerprint, holder, locked_until, expires_at)
    values (${actorId}, ${key}, ${fingerprint}, ${holder}, now() + make_interval(secs => ${lockSeconds}),
      now() + make_interval(secs => ${keepSeconds}))
    on conflict (actor_id, key) do update set fingerprint = excluded.fingerprint, holder = excluded.holder,
      locked_until = excluded.locked_until, expires_at = excluded.expires_at, status = null, answer = null, etag = null
    where known.expires_at < now()
      or (known.status is null and known.locked_until < now() and known.fingerprint = excluded.fingerprint)
    returning key`;
  if (taken.length > 0) return null;
  const row = await queries.idempotentRequest.findUnique({ where: { actorId_key: { actorId, key } } });
  // Let go between the two statements: the next attempt gets it.
  if (row === null) return { fingerprint, answer: null };
  const { status, answer: body, etag } = row;
  return { fingerprint: row.fingerprint, answer: status === null ? null : { status, body, etag } };
}

export async function keepAnswer(queries: Queries, held: KeyHolder, answer: KeptAnswer): Promise<void> {
  const { status, body, etag } = answer;
  // `undefined` leaves the column empty: an answer without a body.
  const data = { status, etag, answer: body === null ? undefined : (body as Prisma.InputJsonValue) };
  await queries.idempotentRequest.updateMany({ where: { ...held, status: null }, data });
}

/** Lets go of a key whose request made nothing. */
export async function releaseKey(queries: Queries, held: KeyHolder): Promise<void> {
  await queries.idempotentRequest.deleteMany({ where: { ...held, status: null } });
}

export async function deleteExpiredKeys(queries: Queries): Promise<void> {
  await queries.$executeRaw`delete from idempotent_request where expires_at < now()`;
}
