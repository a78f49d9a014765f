import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 500;

/** Looks, and looks again until something is seen or the time (ms since 1970) has come. Null: it has. */
export async function seenBy<T>(until: number, look: () => Promise<T | null>, signal: AbortSignal): Promise<T | null> {
  for (;;) {
    const seen = await look();
    if (seen !== null || Date.now() >= until) return seen;
    await delay(pollMs, undefined, { signal });
  }
}
