import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type GuestEvent, parseGuestLine } from './serial.ts';

/** Far more than a boot says between the last record of one process and the end of the log. */
const TAIL_BYTES = 1024 * 1024;

/** The log of a guest's serial line, which QEMU writes by itself: it outlives whoever listened. */
function logOf(dir: string): string {
  return join(dir, 'serial.log');
}

/** Highest record that was acknowledged on the serial line of a machine in `dir`; null when there was none. */
export async function lastAcknowledged(dir: string): Promise<number | null> {
  let last: number | null = null;
  for await (const event of eventsFrom(logOf(dir), TAIL_BYTES)) {
    if (event.event === 'record') last = Math.max(last ?? 0, event.sequence);
    // What a guest has read back counts as written, when its own acknowledgement lies further back.
    else if (event.event === 'verdict' && event.lastSequence > 0) last ??= event.lastSequence;
  }
  return last;
}

/** What the guest in `dir` has said at all its boots so far, without its records. */
export async function eventsSaid(dir: string): Promise<GuestEvent[]> {
  const events: GuestEvent[] = [];
  for await (const event of eventsFrom(logOf(dir), Number.POSITIVE_INFINITY)) {
    if (event.event !== 'record') events.push(event);
  }
  return events;
}

/** The events in the last so many bytes of a log; none where there is no log. */
async function* eventsFrom(file: string, bytes: number): AsyncGenerator<GuestEvent> {
  const log = await open(file).catch(() => undefined);
  if (log === undefined) return;
  try {
    const start = Math.max(0, (await log.stat()).size - bytes);
    const input = log.createReadStream({ start, encoding: 'latin1', autoClose: false });
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const event = parseGuestLine(line);
      if (event !== undefined) yield event;
    }
  } finally {
    await log.close();
  }
}
