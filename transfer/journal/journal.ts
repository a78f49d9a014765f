import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DroverError } from '../../contract/errors.ts';
import type { SentPart } from '../../ports/artifactStore.ts';
import type { CopyOutcome } from '../../ports/transfer.ts';
import { syncFolder } from '../stateFiles.ts';
import {
  type BegunRound,
  frame,
  type ImagePosition,
  type JournalIdentity,
  type JournalRecord,
  parseFrames,
  type RoundCounts,
} from './journalRecords.ts';

export interface RoundState extends RoundCounts, BegunRound {
  /** Bytes below this are durable. */
  upTo: number;
  /**
   * From here on the volume may hold writes of a round that was given up, which the ledger does not know: a leaf that
   * equals its ledger entry must be written all the same.
   */
  uncertainFrom: number;
  outcome: CopyOutcome | null;
  /** What the round writes when that is an image in the artifact store. */
  image: ImageState | null;
}

export interface ImageState {
  /** Id of the upload. */
  upload: string;
  form: string;
  /** Null: nothing is kept yet. */
  position: ImagePosition | null;
  sent: SentPart[];
  /** Bytes of the object that the upload becomes; null: it is not complete. */
  bytes: number | null;
}

const identityFields = ['migrationId', 'diskId', 'capacityBytes', 'path', 'mark'] as const;

/** What is durable of a disk's rounds: append-only, one writer, each record on disk before the call returns. */
export class Journal {
  readonly #file: FileHandle;
  readonly #rounds = new Map<number, RoundState>();
  #bytes: number;
  #epoch = 0;
  #complete = false;
  #uncertainFrom = Number.MAX_SAFE_INTEGER;

  private constructor(file: FileHandle, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  /** @throws DroverError transfer.journal-mismatch when it belongs to another migration, disk or volume */
  static async open(path: string, identity: JournalIdentity): Promise<Journal> {
    const file = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600));
    try {
      const { records, soundBytes } = parseFrames(await file.readFile());
      await file.truncate(soundBytes);
      const journal = new Journal(file, soundBytes);
      if (records.length === 0) {
        await journal.#append({ type: 'header', version: 1, ...identity });
        await syncFolder(dirname(path));
      } else {
        journal.#replay(records, identity);
      }
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  round(number: number): RoundState | undefined {
    return this.#rounds.get(number);
  }

  /** A whole-disk round has ended: the ledger speaks for every leaf, also when that round's number was begun again. */
  get complete(): boolean {
    return this.#complete;
  }

  get begun(): boolean {
    return this.#rounds.size > 0;
  }

  /**
   * To be called before anything is written. Absent epochs are not compared.
   * @throws DroverError transfer.fenced when an attempt with a higher epoch has written
   */
  async enter(epoch: number | undefined): Promise<void> {
    if (epoch === undefined || epoch === this.#epoch) return;
    if (epoch < this.#epoch) {
      throw new DroverError(
        'transfer.fenced',
        `Attempt ${this.#epoch} has written; attempt ${epoch} must not any more.`,
      );
    }
    await this.#append({ type: 'epoch', epoch });
  }

  /** Begins a round, or begins it anew under another key. */
  async begin(start: BegunRound): Promise<void> {
    await this.#append({ type: 'begin', ...start });
  }

  /** Call only after volume and ledger are durable up to there. */
  async durable(
    round: number,
    upTo: number,
    counts: RoundCounts,
    image?: ImagePosition & { sent: SentPart[] },
  ): Promise<void> {
    await this.#append({ type: 'durable', round, upTo, ...counts, ...(image && { image }) });
  }

  /** The round that was begun writes an image. */
  async upload(round: number, id: string, form: string): Promise<void> {
    await this.#append({ type: 'upload', round, id, form });
  }

  async completing(round: number, bytes: number): Promise<void> {
    await this.#append({ type: 'completing', round, bytes });
  }

  async end(round: number, outcome: CopyOutcome): Promise<void> {
    await this.#append({ type: 'end', round, outcome });
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #append(record: JournalRecord): Promise<void> {
    const bytes = frame(record);
    try {
      await this.#file.write(bytes, 0, bytes.length, this.#bytes);
      await this.#file.datasync();
    } catch (cause) {
      throw new DroverError('platform.quota', 'The journal cannot be written: is the state folder full?', { cause });
    }
    this.#bytes += bytes.length;
    this.#apply(record);
  }

  #replay(records: JournalRecord[], identity: JournalIdentity): void {
    const [header, ...rest] = records;
    if (header?.type !== 'header') throw new DroverError('transfer.journal-mismatch', 'The journal has no header.');
    const differing = identityFields.filter((field) => header[field] !== identity[field]);
    if (differing.length > 0) {
      throw new DroverError(
        'transfer.journal-mismatch',
        `The journal of disk ${identity.diskId} belongs to another ${differing.join(', ')}.`,
        { evidence: differing.map((field) => `${field}: journal ${header[field]}, now ${identity[field]}`) },
      );
    }
    for (const record of rest) this.#apply(record);
  }

  #apply(record: JournalRecord): void {
    if (record.type === 'header') return;
    if (record.type === 'epoch') {
      this.#epoch = record.epoch;
      return;
    }
    if (record.type === 'begin') {
      const { type: _, ...begun } = record;
      this.#giveUpOpenRounds();
      const nothing = { upTo: 0, changedBytes: 0, readBytes: 0, writtenBytes: 0, ms: 0, outcome: null, image: null };
      this.#rounds.set(begun.round, { ...begun, uncertainFrom: this.#uncertainFrom, ...nothing });
      return;
    }
    const state = this.#rounds.get(record.round);
    if (state === undefined) throw new DroverError('transfer.journal-mismatch', 'The journal lacks a round.');
    if (record.type === 'upload') {
      state.image = { upload: record.id, form: record.form, position: null, sent: [], bytes: null };
    } else if (record.type === 'completing') {
      if (state.image !== null) state.image.bytes = record.bytes;
    } else if (record.type === 'end') {
      state.outcome = record.outcome;
      this.#complete ||= state.full;
      // What it copied covers all that rounds given up before it may have written.
      this.#uncertainFrom = Number.MAX_SAFE_INTEGER;
    } else {
      const { upTo, changedBytes, readBytes, writtenBytes, ms } = record;
      Object.assign(state, { upTo, changedBytes, readBytes, writtenBytes, ms });
      if (record.image === undefined || state.image === null) return;
      const { sent, ...position } = record.image;
      state.image.position = position;
      state.image.sent.push(...sent);
    }
  }

  #giveUpOpenRounds(): void {
    for (const state of this.#rounds.values()) {
      if (state.outcome !== null) continue;
      this.#uncertainFrom = Math.min(this.#uncertainFrom, state.upTo);
      this.#rounds.delete(state.round);
    }
  }
}
