import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../../prisma/database.ts';
import { claimKey, type KeptAnswer, keepAnswer, releaseKey } from '../../prisma/queries/idempotency.ts';
import { ApiError } from './apiError.ts';

/** Longer than any request takes; a process that has held a key for so long is dead. */
const lockSeconds = 600;
const keepSeconds = 24 * 3600;
const waitMs = 20_000;
const pauseMs = 200;

export interface KeyedRequest {
  actorId: string;
  key: string;
  /** Of method, path and body. */
  fingerprint: string;
  /** Answers of this status are final and kept; any other leaves the key free. */
  status: number;
}

/**
 * Does the work once per key and actor, whichever API process is asked: later requests get the first one's answer, and
 * those that come while it runs wait for that. What was refused or failed is not kept, so that it can be mended and
 * sent again. After the draft "The Idempotency-Key HTTP Header Field" of the IETF (draft-ietf-httpapi-idempotency-key-header).
 * @throws ApiError idempotency.mismatch | idempotency.in-progress
 */
export async function answerOnce(
  { database, log }: { database: Database; log: Logger },
  { actorId, key, fingerprint, status }: KeyedRequest,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer & { replayed: boolean }> {
  const held = { actorId, key, holder: randomUUID() };
  const deadline = Date.now() + waitMs;
  for (;;) {
    const known = await claimKey(database.prisma, held, { fingerprint, lockSeconds, keepSeconds });
    if (known === null) break;
    if (known.fingerprint !== fingerprint) {
      throw new ApiError('idempotency.mismatch', 'This Idempotency-Key was used for another request.');
    }
    if (known.answer !== null) return { ...known.answer, replayed: true };
    if (Date.now() > deadline) {
      throw new ApiError('idempotency.in-progress', 'The request that came first with this key has not ended.');
    }
    await delay(pauseMs);
  }
  let answer: KeptAnswer;
  try {
    answer = await work();
  } catch (error) {
    await letGo();
    throw error;
  }
  if (answer.status === status) {
    // The work is done: an answer that cannot be kept is still the answer.
    await keepAnswer(database.prisma, held, answer).catch((error: unknown) =>
      log.warn({ err: error }, 'answer not kept'),
    );
  } else await letGo();
  return { ...answer, replayed: false };

  function letGo(): Promise<void> {
    return releaseKey(database.prisma, held).catch((error: unknown) => log.warn({ err: error }, 'key not let go'));
  }
}
