import { appendFile } from 'node:fs/promises';
import type { LabAccess } from '../../../contract/lab.ts';

/** Oldest entries are dropped beyond this; the file keeps all. */
const keptEntries = 500_000;

/** Who has read how many bytes of what, when, and whether the machine was running then. */
export class AccessLog {
  readonly #file: string;
  #entries: LabAccess[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  /** Starts an entry that grows by `extendRead` while one answer is sent. */
  begin(entry: LabAccess): LabAccess {
    this.#entries.push(entry);
    if (this.#entries.length > keptEntries) this.#entries = this.#entries.slice(keptEntries / 10);
    return entry;
  }

  async end(entry: LabAccess): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** @param filter `since` is an ISO time; entries that began before it are left out */
  select(filter: { vm?: string; since?: string; power?: string }): LabAccess[] {
    return this.#entries.filter(
      (entry) =>
        (filter.vm === undefined || entry.vm === filter.vm) &&
        (filter.since === undefined || entry.at >= filter.since) &&
        (filter.power === undefined || entry.power === filter.power),
    );
  }
}

/** Books what one answer reads; a change of power in the middle starts a new entry. */
export class AccessRecorder {
  readonly #log: AccessLog;
  readonly #base: Omit<LabAccess, 'at' | 'offset' | 'bytes' | 'power'>;
  #current: LabAccess | undefined;

  constructor(log: AccessLog, base: Omit<LabAccess, 'at' | 'offset' | 'bytes' | 'power'>) {
    this.#log = log;
    this.#base = base;
  }

  async read(offset: number, bytes: number, power: LabAccess['power']): Promise<void> {
    if (this.#current !== undefined && this.#current.power !== power) await this.end();
    this.#current ??= this.#log.begin({ ...this.#base, at: new Date().toISOString(), offset, bytes: 0, power });
    this.#current.bytes += bytes;
  }

  async end(): Promise<void> {
    const entry = this.#current;
    this.#current = undefined;
    if (entry !== undefined) await this.#log.end(entry);
  }
}
