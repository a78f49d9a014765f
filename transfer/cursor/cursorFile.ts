import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { frame, unframe } from '../journal/journalRecords.ts';
import { syncFolder } from '../stateFiles.ts';

/** A record has a thousand ranges at most, of fifty characters. */
const slotBytes = 128 * 1024;

interface Kept {
  bound: string;
  sequence: number;
  state: unknown;
}

/**
 * How far a long reading is and what it found: the last two states, framed as in a journal, in two slots that are
 * written in turn, so that a torn write leaves the one before. It only saves time: one that cannot be read counts as
 * none, and where it cannot be written the reading does not fail for it.
 */
export class CursorFile<TState extends object> implements AsyncDisposable {
  /** The last state; null: none, or one of something else. */
  readonly kept: TState | null;
  readonly #path: string;
  readonly #bound: string;
  #file: FileHandle | null;
  #sequence: number;

  private constructor(parts: {
    path: string;
    bound: string;
    file: FileHandle | null;
    last: (Kept & { state: TState }) | null;
  }) {
    this.#path = parts.path;
    this.#bound = parts.bound;
    this.#file = parts.file;
    this.kept = parts.last?.state ?? null;
    this.#sequence = (parts.last?.sequence ?? -1) + 1;
  }

  /**
   * @param bound what a state is true of: one that was kept for anything else is not believed
   * @param believed tells whether the last state that was kept for this is to be gone on from
   */
  static async open<TState extends object>(
    path: string,
    bound: object,
    believed: (state: unknown) => state is TState,
  ): Promise<CursorFile<TState>> {
    const name = JSON.stringify(bound);
    const file = await open(path, 'r+').catch(() => null);
    const slots = file === null ? [] : await readSlots(file).catch(() => []);
    const newest = slots
      .filter((slot) => slot.bound === name)
      .toSorted((a, b) => a.sequence - b.sequence)
      .at(-1);
    const last = newest !== undefined && believed(newest.state) ? { ...newest, state: newest.state } : null;
    if (last !== null) return new CursorFile({ path, bound: name, file, last });
    // Another file: who still writes into this one is not heard any more.
    await file?.close();
    await rm(path, { force: true }).catch(() => undefined);
    return new CursorFile({ path, bound: name, file: null, last });
  }

  /** Makes a state durable; one call at a time. */
  async keep(state: TState): Promise<void> {
    const record: Kept = { bound: this.#bound, sequence: this.#sequence, state };
    const bytes = frame(record);
    if (bytes.length > slotBytes) return;
    try {
      this.#file ??= await this.#create();
      await this.#file.write(bytes, 0, bytes.length, (this.#sequence % 2) * slotBytes);
      await this.#file.datasync();
      this.#sequence += 1;
    } catch {
      // The next one writes into the same slot: the other one is sound.
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.close();
  }

  async #create(): Promise<FileHandle> {
    const file = await open(this.#path, 'wx+', 0o600);
    await syncFolder(dirname(this.#path));
    return file;
  }
}

async function readSlots(file: FileHandle): Promise<Kept[]> {
  const bytes = Buffer.alloc(2 * slotBytes);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
  return [0, slotBytes].flatMap((at) => {
    const payload = unframe(bytes.subarray(at, Math.min(at + slotBytes, bytesRead)));
    const record: unknown = payload === null ? null : JSON.parse(payload.toString('utf8'));
    return isKept(record) ? [record] : [];
  });
}

function isKept(record: unknown): record is Kept {
  if (typeof record !== 'object' || record === null) return false;
  return 'bound' in record && 'state' in record && 'sequence' in record && typeof record.sequence === 'number';
}
