import type { Readable } from 'node:stream';

export interface GuestVerdict {
  event: 'verdict';
  verdict: 'intact' | 'lost' | 'corrupt';
  /** Records read back. */
  records: number;
  /** Highest intact record; 0 when there was none. */
  lastSequence: number;
  /** First record that was missing or wrong; null when all were right. */
  firstBad: number | null;
  systemOk: boolean;
}

export interface GuestReady {
  event: 'ready';
  hostname: string;
  firmware: 'bios' | 'uefi';
  storageDriver: string;
  networkDriver: string;
  boots: number;
}

/** All records up to this one have come back from fsync. */
export interface GuestRecord {
  event: 'record';
  sequence: number;
}

/** The guest cannot go on, e.g. its disk's driver is missing. */
export interface GuestFailed {
  event: 'failed';
  reason: string;
}

export type GuestEvent = GuestVerdict | GuestReady | GuestRecord | GuestFailed;

const MARK = 'drover-guest: ';
const KEPT_CHARACTERS = 256 * 1024;

/** What a lab guest says on a line of its serial console; undefined for any other line. */
export function parseGuestLine(line: string): GuestEvent | undefined {
  const at = line.indexOf(MARK);
  if (at < 0) return undefined;
  try {
    return JSON.parse(line.slice(at + MARK.length)) as GuestEvent;
  } catch {
    // A kernel message may cut a line in two.
    return undefined;
  }
}

/** A guest's serial console: its text so far and the events in it. */
export interface Serial {
  /** The last 256 Ki characters. */
  text(): string;
  /** All events but `record`, oldest first. */
  events(): readonly GuestEvent[];
  /** Highest number of a `record` event, null before the first. */
  lastSequence(): number | null;
  /** @returns a function that ends the subscription */
  onEvent(listener: (event: GuestEvent) => void): () => void;
  /** The first event of that kind, said already or to come; rejects when the line ends or the guest has failed. */
  seen<Kind extends GuestEvent['event']>(kind: Kind): Promise<Extract<GuestEvent, { event: Kind }>>;
}

export function readSerial(line: Readable): Serial {
  let text = '';
  let rest = '';
  let sequence: number | null = null;
  let ended = false;
  const events: GuestEvent[] = [];
  const listeners = new Set<(event: GuestEvent) => void>();
  const onEnd = new Set<() => void>();

  const takeLine = (said: string) => {
    const event = parseGuestLine(said);
    if (event === undefined) return;
    if (event.event === 'record') sequence = Math.max(sequence ?? -1, event.sequence);
    else events.push(event);
    for (const listener of [...listeners]) listener(event);
  };
  line.setEncoding('latin1');
  line.on('data', (chunk) => {
    text = (text + String(chunk)).slice(-KEPT_CHARACTERS);
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const said of lines) takeLine(said);
  });
  line.on('error', () => {});
  line.on('close', () => {
    ended = true;
    for (const end of [...onEnd]) end();
  });

  const onEvent = (listener: (event: GuestEvent) => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  const seen = <Kind extends GuestEvent['event']>(kind: Kind) =>
    new Promise<Extract<GuestEvent, { event: Kind }>>((resolve, reject) => {
      const stop = () => {
        forget();
        onEnd.delete(missed);
      };
      const missed = () => {
        stop();
        reject(new Error(`The guest never said "${kind}"; its serial line ends: ${text.slice(-400)}`));
      };
      const look = (event: GuestEvent) => {
        if (event.event === kind) {
          stop();
          resolve(event as Extract<GuestEvent, { event: Kind }>);
        } else if (event.event === 'failed') missed();
      };
      const forget = onEvent(look);
      onEnd.add(missed);
      for (const event of events) look(event);
      if (ended) missed();
    });

  return { text: () => text, events: () => events, lastSequence: () => sequence, onEvent, seen };
}
