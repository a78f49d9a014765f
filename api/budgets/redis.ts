import { createClient } from '@redis/client';
import type { Logger } from 'pino';

/** A Redis that may be away: commands fail at once then, and work again when it is back. */
export interface Redis {
  command(words: string[]): Promise<unknown>;
  close(): void;
}

/** An answer that takes longer than this comes too late for a request that waits for it. */
const patienceMs = 250;
const connectMs = 2000;
const longestPauseMs = 2000;

/** Connects in the background, again and again; that Redis is away is told once, and that it is back too. */
export function openRedis(url: string, log: Logger): Redis {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandOptions: { timeout: patienceMs },
    socket: { connectTimeout: connectMs, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, longestPauseMs) },
  });
  let away = false;
  client.on('error', (error: unknown) => {
    if (!away) log.error({ err: error }, 'Redis is away: each API process counts requests for itself');
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
  // It tries on by itself; only an end from our side rejects this.
  client.connect().catch(() => undefined);
  return {
    command: (words) => client.sendCommand(words),
    close: () => client.destroy(),
  };
}
