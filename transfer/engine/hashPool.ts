import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { DroverError, type ErrorCode } from '../../contract/errors.ts';
import type { BlockFill } from './blockFill.ts';

interface Place {
  memory: SharedArrayBuffer;
  offset: number;
  length: number;
}

export type HashRequest = { id: number } & Place &
  (
    | {
        work: 'hash';
        /** What to put into the memory first. */
        fill: BlockFill | null;
      }
    | { work: 'pack' }
  );

export interface HashAnswer {
  id: number;
  /** 32 bytes a leaf. */
  hashes: Uint8Array<ArrayBuffer>;
  /** 1 for a leaf of zeros. */
  zero: Uint8Array;
}

export interface PackAnswer {
  id: number;
  /** Each leaf packed by itself, one behind the other; where it does not shrink, it is left out. */
  packed: Uint8Array<ArrayBuffer>;
  /** Bytes of each packed leaf; 0: it does not shrink. */
  lengths: Uint32Array;
}

export interface HashFailure {
  id: number;
  code: ErrorCode;
  message: string;
}

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

interface Thread {
  worker: Worker;
  waiting: Map<number, { resolve(answer: HashAnswer | PackAnswer): void; reject(error: unknown): void }>;
}

/** More threads than this never had work to do beside one event loop that reads and writes. */
const mostThreads = 4;
/**
 * One thread hashes as fast as a disk writes, and more of them take the cores from those who read and write: the next one
 * begins when so many blocks wait for each that has begun.
 */
const fullQueue = 4;

/** SHA-256 of leaves off the event loop, inflating before it and packing after, in memory that is shared and never copied. */
export class HashPool {
  readonly #threads: Thread[] = [];
  readonly #limit: number;
  #id = 0;

  constructor(threads = Math.min(mostThreads, availableParallelism())) {
    this.#limit = threads;
  }

  /** @throws DroverError platform.corrupt when `fill` cannot be inflated */
  hash(memory: SharedArrayBuffer, length: number, offset = 0, fill: BlockFill | null = null): Promise<HashAnswer> {
    return this.#ask({ work: 'hash', memory, offset, length, fill }) as Promise<HashAnswer>;
  }

  /** Packs each leaf with zstd; a short last one as if zeros followed it. */
  pack(memory: SharedArrayBuffer, length: number, offset = 0): Promise<PackAnswer> {
    return this.#ask({ work: 'pack', memory, offset, length }) as Promise<PackAnswer>;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.splice(0).map((thread) => thread.worker.terminate()));
  }

  #ask(request: Unnumbered<HashRequest>): Promise<HashAnswer | PackAnswer> {
    const thread = this.#pick();
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      thread.waiting.set(id, { resolve, reject });
      thread.worker.ref();
      thread.worker.postMessage({ ...request, id } satisfies HashRequest);
    });
  }

  #pick(): Thread {
    const ready = this.#threads.find((thread) => thread.waiting.size < fullQueue);
    if (ready !== undefined) return ready;
    const idlest = this.#threads.toSorted((a, b) => a.waiting.size - b.waiting.size)[0];
    return idlest === undefined || this.#threads.length < this.#limit ? this.#start() : idlest;
  }

  #start(): Thread {
    const worker = new Worker(new URL('./hashWorker.ts', import.meta.url), { execArgv: [] });
    const thread: Thread = { worker, waiting: new Map() };
    worker.on('message', (answer: HashAnswer | PackAnswer | HashFailure) => {
      const waiter = thread.waiting.get(answer.id);
      thread.waiting.delete(answer.id);
      // An idle thread must not keep the process alive.
      if (thread.waiting.size === 0) worker.unref();
      if ('code' in answer) waiter?.reject(new DroverError(answer.code, answer.message));
      else waiter?.resolve(answer);
    });
    const lost = (cause: unknown) => {
      const at = this.#threads.indexOf(thread);
      if (at >= 0) this.#threads.splice(at, 1);
      const error = new DroverError('internal', 'A hashing thread ended.', { cause });
      for (const waiter of thread.waiting.values()) waiter.reject(error);
      thread.waiting.clear();
    };
    worker.on('error', lost);
    worker.on('exit', lost);
    this.#threads.push(thread);
    return thread;
  }
}

/** Threads are few and idle most of the time: all transfers of a process share them. */
export const hashPool = new HashPool();
