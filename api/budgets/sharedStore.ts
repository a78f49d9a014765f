import { type ClientRateLimitInfo, MemoryStore, type Options, type Store } from 'express-rate-limit';
import { type RedisReply, RedisStore } from 'rate-limit-redis';
import type { Redis } from './redis.ts';

/** For so long after a failure Redis is not asked: requests must not wait for it one after the other. */
const restMs = 1000;

/**
 * Counts in Redis, for all API processes together; in memory while Redis does not answer. What was counted in one place
 * is not known in the other, so that an outage lets a little more through, never less.
 */
export class SharedStore implements Store {
  readonly prefix: string;
  readonly #redis: Redis;
  readonly #memory = new MemoryStore();
  #options: Options | undefined;
  #shared: Promise<RedisStore> | undefined;
  #restUntil = 0;

  constructor(redis: Redis, name: string) {
    this.#redis = redis;
    this.prefix = `drover:budget:${name}:`;
  }

  init(options: Options): void {
    this.#options = options;
    this.#memory.init(options);
  }

  increment(key: string): Promise<ClientRateLimitInfo> {
    return this.#try(
      (shared) => shared.increment(key),
      () => this.#memory.increment(key),
    );
  }

  decrement(key: string): Promise<void> {
    return this.#try(
      (shared) => shared.decrement(key),
      () => this.#memory.decrement(key),
    );
  }

  resetKey(key: string): Promise<void> {
    return this.#try(
      (shared) => shared.resetKey(key),
      () => this.#memory.resetKey(key),
    );
  }

  shutdown(): void {
    this.#memory.shutdown();
  }

  async #try<T>(inRedis: (shared: RedisStore) => Promise<T>, inMemory: () => Promise<T>): Promise<T> {
    if (performance.now() < this.#restUntil) return inMemory();
    try {
      this.#shared ??= this.#open();
      return await inRedis(await this.#shared);
    } catch {
      // Scripts that could not be loaded stay so in a store: the next turn begins with a new one.
      this.#shared = undefined;
      this.#restUntil = performance.now() + restMs;
      return inMemory();
    }
  }

  async #open(): Promise<RedisStore> {
    const sendCommand = (...words: string[]) => this.#redis.command(words) as Promise<RedisReply>;
    const store = new RedisStore({ sendCommand, prefix: this.prefix });
    if (this.#options !== undefined) await store.init(this.#options);
    return store;
  }
}
