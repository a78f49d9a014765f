import { crc32 } from 'node:zlib';
import { DroverError } from '../../contract/errors.ts';
import type { SentPart } from '../../ports/artifactStore.ts';
import type { CopyOutcome } from '../../ports/transfer.ts';

/** What a round has done so far. */
export interface RoundCounts {
  changedBytes: number;
  readBytes: number;
  writtenBytes: number;
  ms: number;
}

/** A copy: the journal goes on writing into its state. */
export function countsOf({ changedBytes, readBytes, writtenBytes, ms }: RoundCounts): RoundCounts {
  return { changedBytes, readBytes, writtenBytes, ms };
}

/** Up to where an image that grows in an upload is kept: all parts before this one, and the beginning of it in the tail file. */
export interface ImagePosition {
  part: number;
  /** Bytes of the part that the tail file has, in this one of its two slots. */
  filled: number;
  slot: 0 | 1;
}

export interface JournalIdentity {
  migrationId: string;
  diskId: string;
  capacityBytes: number;
  path: string;
  /** Names the very volume, see volumeAccess. */
  mark: string;
}

/** What an earlier snapshot's copy made durable before that snapshot had to go: right but for what changed since. */
export interface CarriedPart {
  /** Change id of that snapshot. */
  since: string;
  /** Bytes below this, a boundary of leaves. */
  upTo: number;
}

export type JournalRecord =
  | ({ type: 'header'; version: 1 } & JournalIdentity)
  /** An attempt of this epoch writes from here on. */
  | { type: 'epoch'; epoch: number }
  /** `full`: the round covers the whole disk. `fresh`: the volume read as zeros when it began. */
  | ({ type: 'begin' } & BegunRound)
  /** Everything of the round below `upTo` is on the volume and in the ledger for good. */
  | ({ type: 'durable'; round: number; upTo: number; image?: ImagePosition & { sent: SentPart[] } } & RoundCounts)
  /** The round writes an image by this upload. Another form of image cannot go on with it. */
  | { type: 'upload'; round: number; id: string; form: string }
  /** The upload is about to become an object of so many bytes. */
  | { type: 'completing'; round: number; bytes: number }
  | { type: 'end'; round: number; outcome: CopyOutcome };

export interface BegunRound {
  round: number;
  key: string;
  full: boolean;
  fresh: boolean;
  /** Of its snapshot. Absent: changes are not tracked, or an earlier release began it. */
  changeId?: string;
  /** What it need not read as a whole. */
  carried?: CarriedPart;
}

const kinds = new Set(['epoch', 'begin', 'durable', 'upload', 'completing', 'end']);
const frameBytes = 8;
const longestRecord = 1024 * 1024;

/** Length and CRC-32 of the payload, both 32-bit big-endian, then the payload. */
export function frame(record: object): Buffer {
  const payload = Buffer.from(JSON.stringify(record), 'utf8');
  const head = Buffer.alloc(frameBytes);
  head.writeUInt32BE(payload.length, 0);
  head.writeUInt32BE(crc32(payload), 4);
  return Buffer.concat([head, payload]);
}

/** The payload of a frame at the beginning of these bytes; null: there is none that is whole. */
export function unframe(bytes: Buffer): Buffer | null {
  if (bytes.length < frameBytes) return null;
  const length = bytes.readUInt32BE(0);
  const payload = bytes.subarray(frameBytes, frameBytes + length);
  const whole = length > 0 && payload.length === length && crc32(payload) === bytes.readUInt32BE(4);
  return whole ? payload : null;
}

/**
 * Takes a journal apart. A torn last record, as a crash leaves it, is dropped; damage before the end is refused.
 * @returns the records and the length of the sound part
 * @throws DroverError transfer.journal-mismatch
 */
export function parseFrames(bytes: Buffer): { records: JournalRecord[]; soundBytes: number } {
  const records: JournalRecord[] = [];
  let at = 0;
  while (at + frameBytes <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const end = at + frameBytes + length;
    if (length === 0 || length > longestRecord || end > bytes.length) break;
    const payload = bytes.subarray(at + frameBytes, end);
    if (crc32(payload) !== bytes.readUInt32BE(at + 4)) {
      // Each record is made durable before the next is begun: only the last can be torn.
      if (end === bytes.length || isZeros(bytes.subarray(end))) break;
      throw new DroverError('transfer.journal-mismatch', `The journal is damaged at byte ${at}.`);
    }
    records.push(parseRecord(payload, at));
    at = end;
  }
  return { records, soundBytes: at };
}

function parseRecord(payload: Buffer, at: number): JournalRecord {
  const record: unknown = JSON.parse(payload.toString('utf8'));
  if (isRecord(record)) return record;
  throw new DroverError('transfer.journal-mismatch', `The journal has a record of an unknown kind at byte ${at}.`);
}

/** The CRC vouches that we wrote it; the kind tells whether this version knows it. */
function isRecord(value: unknown): value is JournalRecord {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  if (value.type === 'header') return 'version' in value && value.version === 1;
  return typeof value.type === 'string' && kinds.has(value.type);
}

function isZeros(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0);
}
