import { limitAt } from '../domain/limitAt.ts';
import type { SourcePlace } from '../ports/diskLocation.ts';
import type { CurrentLimits, DisksRead, LimitSource, MigrationLimit, ReadFrom } from '../ports/limits.ts';
import { RateLimit, type ReadPermit } from './engine/rateLimit.ts';
import type { ReadDesk } from './reading/readDesk.ts';
import { countDisks, partOfRate, partOfReads } from './shares.ts';

/** Half of the second within which a change has to be applied. */
const refreshMs = 500;

/** Who wants to read. */
export interface LimitedDisk {
  migrationId: string;
  diskId: string;
  connectionId: string | undefined;
  place: SourcePlace | undefined;
  /** Of the migration, until the source of limits tells another. */
  bytesPerSecond: number | undefined;
}

/** A limit, and how many disks go by it now. */
interface Shared {
  limit: RateLimit;
  disks: number;
}

/**
 * Applies limits to all copies of a mover: one bucket per migration, per connection and overall, shared by turns; and
 * tells the desk of reads how many may be in flight. Of what other movers go by as well, it takes its share.
 */
export class LimitDesk {
  readonly #source: LimitSource | undefined;
  readonly #reads: ReadDesk;
  readonly #overall = new RateLimit(undefined);
  readonly #connections = new Map<string, Shared>();
  readonly #migrations = new Map<string, Shared>();
  readonly #reading = new Set<ReadFrom>();
  #known: CurrentLimits | undefined;
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(source: LimitSource | undefined, reads: ReadDesk) {
    this.#source = source;
    this.#reads = reads;
  }

  /** Runs work with a permit that asks every limit that concerns the disk. Limits are known before it begins. */
  async admit<T>(disk: LimitedDisk, work: (permit: ReadPermit) => Promise<T>): Promise<T> {
    const { migrationId, connectionId = '', place: { host = '', datastore = '' } = {} } = disk;
    const from: ReadFrom = { connectionId, host, datastore };
    this.#reading.add(from);
    const migration = enter(this.#migrations, migrationId);
    migration.setRate(disk.bytesPerSecond);
    const limits = [migration, enter(this.#connections, connectionId), this.#overall];
    try {
      if (this.#source !== undefined) {
        this.#timer ??= setInterval(() => void this.#refresh(), refreshMs).unref();
        await this.#refreshing;
        await this.#refresh();
      }
      const consumer = `${migrationId}/${disk.diskId}`;
      return await work({
        async take(bytes, signal) {
          for (const limit of limits) await limit.take(bytes, signal, consumer);
        },
      });
    } finally {
      this.#reading.delete(from);
      leave(this.#migrations, migrationId);
      leave(this.#connections, connectionId);
      if (this.#migrations.size === 0) this.#rest();
    }
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#ask()
      .catch(() => undefined)
      .then(() => this.#apply())
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #ask(): Promise<void> {
    this.#known = await this.#source?.read({ migrationIds: [...this.#migrations.keys()], disks: this.#disks() });
  }

  #disks(): DisksRead[] {
    const read = new Map<string, DisksRead>();
    for (const from of this.#reading) {
      const key = JSON.stringify([from.connectionId, from.host, from.datastore]);
      read.set(key, { ...from, disks: (read.get(key)?.disks ?? 0) + 1 });
    }
    return [...read.values()];
  }

  /** What was known last holds on while the source does not answer. */
  #apply(): void {
    const limits = this.#known;
    if (limits === undefined) return;
    const disks = this.#disks();
    const sharing = (key?: keyof ReadFrom, value?: string) => ({
      own: countDisks(disks, key, value),
      others: countDisks(limits.elsewhere, key, value),
    });
    const { perMover, perHost, perDatastore } = limits.reads;
    this.#reads.setCaps({
      all: perMover ?? undefined,
      ofHost: (host) => partOfReads(perHost, sharing('host', host)),
      ofDatastore: (datastore) => partOfReads(perDatastore, sharing('datastore', datastore)),
    });
    const now = new Date();
    this.#overall.setRate(partOfRate(limitAt(limits.overall, now), sharing()));
    for (const [id, { limit }] of this.#connections) {
      const calendar = limits.connections[id];
      const rate = calendar === undefined ? null : limitAt(calendar, now);
      limit.setRate(partOfRate(rate, sharing('connectionId', id)));
    }
    for (const [id, { limit }] of this.#migrations) {
      const own = limits.migrations[id];
      if (own !== undefined) limit.setRate(rateOf(own, now));
    }
  }
}

function enter(limits: Map<string, Shared>, id: string): RateLimit {
  const shared = limits.get(id) ?? { limit: new RateLimit(undefined), disks: 0 };
  shared.disks += 1;
  limits.set(id, shared);
  return shared.limit;
}

function leave(limits: Map<string, Shared>, id: string): void {
  const shared = limits.get(id);
  if (shared === undefined) return;
  shared.disks -= 1;
  if (shared.disks === 0) limits.delete(id);
}

/** Undefined: no limit. */
function rateOf({ bytesPerSecond, calendar }: MigrationLimit, now: Date): number | undefined {
  const rates = [bytesPerSecond, calendar === null ? null : limitAt(calendar, now)].filter((rate) => rate !== null);
  return rates.length === 0 ? undefined : Math.min(...rates);
}
