import { limitAt } from '../domain/limitAt.ts';
import type { LimitSource } from '../ports/limits.ts';
import { RateLimit, type ReadPermit } from './engine/rateLimit.ts';
import type { ReadDesk } from './reading/readDesk.ts';

/** Half of the second within which a change has to be applied. */
const refreshMs = 500;

/** Who wants to read. */
export interface LimitedDisk {
  migrationId: string;
  diskId: string;
  connectionId: string | undefined;
  /** Of the migration, until the source of limits tells another. */
  bytesPerSecond: number | undefined;
}

/**
 * Applies limits to all copies of a mover: one bucket per migration, per connection and overall, shared by turns; and
 * tells the desk of reads how many may be in flight.
 */
export class LimitDesk {
  readonly #source: LimitSource | undefined;
  readonly #reads: ReadDesk;
  readonly #overall = new RateLimit(undefined);
  readonly #connections = new Map<string, RateLimit>();
  readonly #migrations = new Map<string, { limit: RateLimit; disks: number }>();
  #timer: NodeJS.Timeout | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(source: LimitSource | undefined, reads: ReadDesk) {
    this.#source = source;
    this.#reads = reads;
  }

  /** Runs work with a permit that asks every limit that concerns the disk. Limits are known before it begins. */
  async admit<T>(disk: LimitedDisk, work: (permit: ReadPermit) => Promise<T>): Promise<T> {
    const { migrationId, connectionId } = disk;
    const migration = this.#migrations.get(migrationId) ?? { limit: new RateLimit(undefined), disks: 0 };
    migration.limit.setRate(disk.bytesPerSecond);
    migration.disks += 1;
    this.#migrations.set(migrationId, migration);
    const limits = [migration.limit];
    if (connectionId !== undefined) limits.push(this.#connection(connectionId));
    limits.push(this.#overall);
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
      migration.disks -= 1;
      if (migration.disks === 0) this.#migrations.delete(migrationId);
      if (this.#migrations.size === 0) this.#rest();
    }
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#connections.clear();
  }

  #connection(id: string): RateLimit {
    const known = this.#connections.get(id) ?? new RateLimit(undefined);
    this.#connections.set(id, known);
    return known;
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#read()
      // What was known last holds on while the source does not answer.
      .catch(() => undefined)
      .finally(() => {
        this.#refreshing = undefined;
      });
    return this.#refreshing;
  }

  async #read(): Promise<void> {
    const limits = await this.#source?.read([...this.#migrations.keys()]);
    if (limits === undefined) return;
    this.#reads.setCaps(limits.reads);
    const now = new Date();
    this.#overall.setRate(limitAt(limits.overall, now) ?? undefined);
    for (const [id, limit] of this.#connections) {
      const calendar = limits.connections[id];
      limit.setRate(calendar === undefined ? undefined : (limitAt(calendar, now) ?? undefined));
    }
    for (const [id, { limit }] of this.#migrations) {
      const own = limits.migrations[id];
      if (own !== undefined) limit.setRate(own ?? undefined);
    }
  }
}
