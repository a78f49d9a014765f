import { setTimeout as delay } from 'node:timers/promises';

/** Waits; an abort ends it with the signal's own reason, which tells a cancellation from a failure. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
