import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../contract/errors.ts';
import { plainUrl } from '../../http/plainUrl.ts';
import type { RangeLocation } from '../../ports/diskLocation.ts';
import type { DirectSource } from '../directSource.ts';
import { RangeConnections } from './rangeConnections.ts';
import { requestRange } from './rangeRequest.ts';

export interface RangePatience {
  /** Attempts for one read. */
  attempts: number;
  /** First pause between two attempts; doubles each time. */
  backOffMs: number;
  stallMs: number;
}

const usualPatience: RangePatience = { attempts: 6, backOffMs: 250, stallMs: 30_000 };
/** A stalled server has cost half a minute each time. */
const mostStalls = 2;

/**
 * A flat file that is read in ranges over HTTPS, on as many kept connections as there are reads in flight.
 * @param troubled is told of each attempt that failed and is made again
 */
export function openRangeSource(
  location: RangeLocation,
  patience: RangePatience = usualPatience,
  troubled: () => void = () => undefined,
): DirectSource {
  const url = new URL(location.url);
  if (url.protocol !== 'https:') throw new DroverError('platform.unsupported', `${plainUrl(url)} is not HTTPS.`);
  const connections = new RangeConnections({
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 443 : Number(url.port),
    tls: { fingerprint256: location.fingerprint256 },
    guard: location.guard,
    stallMs: patience.stallMs,
  });
  const authoriser = new Authoriser(location);

  async function readInto(offset: number, into: Buffer, signal: AbortSignal): Promise<void> {
    let renewed = false;
    let stalls = 0;
    for (let attempt = 1; ; ) {
      signal.throwIfAborted();
      const { headers, generation } = await authoriser.headers();
      const { stallMs } = patience;
      const size = location.capacityBytes;
      const trouble = await requestRange({ url, connections, headers, offset, into, size, signal, stallMs });
      signal.throwIfAborted();
      if (trouble === null) return;
      if (trouble.kind === 'fatal') throw trouble.error;
      if (trouble.kind === 'unauthorised') {
        if (renewed) throw new DroverError('platform.unauthorised', `${plainUrl(url)} refused a fresh login.`);
        renewed = true;
        await authoriser.renew(generation);
        continue;
      }
      troubled();
      stalls += trouble.stalled ? 1 : 0;
      if (attempt >= patience.attempts || stalls >= mostStalls) {
        const message = `${plainUrl(url)} gave no bytes at ${offset} in ${attempt} attempts: ${trouble.why}.`;
        throw new DroverError(trouble.stalled ? 'platform.stalled' : 'platform.unreachable', message);
      }
      const pause = patience.backOffMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
      await delay(Math.max(pause, trouble.retryAfterMs), undefined, { signal });
      attempt += 1;
    }
  }

  return {
    size: location.capacityBytes,
    maximumRead: 4 * 1024 * 1024,
    parallelReads: location.parallelReads,
    mostReads: Math.max(location.parallelReads, location.mostReads ?? 0),
    async *extents(range) {
      if (range.length > 0) yield { ...range, kind: 'unknown' };
    },
    readInto,
    async read(offset, length, signal) {
      const into = Buffer.allocUnsafeSlow(length);
      if (length > 0) await readInto(offset, into, signal);
      return into;
    },
    async close() {
      connections.close();
    },
  };
}

/** Many reads find at once that the login has ended; it is renewed once for all of them. */
class Authoriser {
  readonly #location: RangeLocation;
  #generation = 0;
  #headers: Promise<Record<string, string>> | undefined;

  constructor(location: RangeLocation) {
    this.#location = location;
  }

  async headers(): Promise<{ headers: Record<string, string>; generation: number }> {
    this.#headers ??= this.#authorise(false);
    const generation = this.#generation;
    return { headers: await this.#headers, generation };
  }

  async renew(generation: number): Promise<void> {
    if (generation === this.#generation) {
      this.#generation += 1;
      this.#headers = this.#authorise(true);
    }
    await this.#headers;
  }

  /** A login that failed is not remembered: the next read tries again. */
  async #authorise(renew: boolean): Promise<Record<string, string>> {
    try {
      return await this.#location.authorisation(renew);
    } catch (error) {
      this.#headers = undefined;
      throw error;
    }
  }
}
