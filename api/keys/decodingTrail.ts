import type { Database } from '../../prisma/database.ts';
import type { Actor } from '../http/actor.ts';
import { audit } from '../http/author.ts';

/** Temporal Web asks several times for each page: a login is told of at most so often. */
const pauseMs = 60_000;
/** So many logins are remembered before those that rest are forgotten. */
const most = 1000;

interface Told {
  at: number;
  /** The event that stands for what is decoded until the pause is over. */
  telling: Promise<void>;
  /** Decoded since, and not in an event yet. */
  untold: { payloads: number; requests: number };
}

type Decoding = { actor: Pick<Actor, 'name' | 'credential'>; correlationId: string; payloads: number };

/**
 * Tells the audit trail who reads workflow payloads, and how many; what is in them is told nowhere. The first request of
 * a login leaves an event at once, those of the next minute are counted in the event after it.
 * @returns what has to be awaited before a payload is shown
 */
export function createDecodingTrail(
  { prisma }: Database,
  now: () => number = Date.now,
): (decoding: Decoding) => Promise<void> {
  const logins = new Map<string, Told>();
  return ({ actor, correlationId, payloads }) => {
    const { id } = actor.credential;
    const last = logins.get(id);
    if (last !== undefined && now() - last.at < pauseMs) {
      last.untold.payloads += payloads;
      last.untold.requests += 1;
      return last.telling;
    }
    const detail = {
      payloads: payloads + (last?.untold.payloads ?? 0),
      requests: 1 + (last?.untold.requests ?? 0),
    };
    const telling = audit(
      prisma,
      { actor, correlationId },
      { action: 'payloads.decode', subject: 'temporal', detail },
    ).catch((error: unknown) => {
      // What was not told is not shown, and the next request tries again.
      logins.delete(id);
      throw error;
    });
    if (logins.size >= most) forgetResting(logins, now());
    logins.set(id, { at: now(), telling, untold: { payloads: 0, requests: 0 } });
    return telling;
  };
}

function forgetResting(logins: Map<string, Told>, now: number): void {
  for (const [id, { at }] of logins) if (now - at >= pauseMs) logins.delete(id);
}
