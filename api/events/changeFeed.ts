import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { channels } from '../../prisma/channels.ts';
import type { Database } from '../../prisma/database.ts';

export interface Change {
  kind: keyof typeof channels;
  id: string;
}

export interface ChangeFeed {
  close(): Promise<void>;
}

export interface ChangeListener {
  changed(change: Change): void;
  /** Changes may have been missed while the connection was lost. */
  missed(): void;
}

const firstPauseMs = 250;
const longestPauseMs = 15_000;

/** Listens to the database on one connection, and goes on listening on a new one when it is lost. */
export function openChangeFeed(database: Database, listener: ChangeListener, log: Logger): ChangeFeed {
  const closing = new AbortController();
  const running = keepListening(database, { listener, log, signal: closing.signal });
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

interface Listening {
  listener: ChangeListener;
  log: Logger;
  signal: AbortSignal;
}

async function keepListening(database: Database, listening: Listening): Promise<void> {
  const { listener, log, signal } = listening;
  let pause = firstPauseMs;
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    try {
      await listenOnce(database, listening, () => {
        if (attempt > 0) listener.missed();
        pause = firstPauseMs;
      });
    } catch (error) {
      log.warn({ err: error }, 'change feed lost');
    }
    if (signal.aborted) return;
    await delay(pause, undefined, { signal }).catch(() => undefined);
    pause = Math.min(pause * 2, longestPauseMs);
  }
}

/** Returns when the connection has ended. */
async function listenOnce(database: Database, { listener, signal }: Listening, listens: () => void): Promise<void> {
  const client = await database.connectListener();
  const ended = new Promise<void>((resolve, reject) => {
    // Every error, also a second one: without a listener it would end the process.
    client.on('error', reject);
    client.once('end', resolve);
  });
  ended.catch(() => undefined);
  const stop = () => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const kinds = Object.entries(channels) as [Change['kind'], string][];
    client.on('notification', ({ channel, payload }) => {
      const kind = kinds.find(([, name]) => name === channel)?.[0];
      if (kind !== undefined && payload) listener.changed({ kind, id: payload });
    });
    await client.query(kinds.map(([, name]) => `listen ${name}`).join('; '));
    if (signal.aborted) return;
    listens();
    await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end().catch(() => undefined);
  }
}
