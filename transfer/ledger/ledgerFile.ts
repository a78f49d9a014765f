import { close, fdatasync, fstat, ftruncate, open, read, write } from 'node:fs';
import { promisify } from 'node:util';
import { DroverError } from '../../contract/errors.ts';
import { hashBytes } from '../../proof/merkle.ts';
import { levelSizes } from './levels.ts';

const fsOpen = promisify(open);
const fsClose = promisify(close);
const fsDatasync = promisify(fdatasync);
const fsRead = promisify(read);
const fsStat = promisify(fstat);
const fsTruncate = promisify(ftruncate);
const fsWrite = promisify(write);

const magic = 'drover/ledger/2\0';
/** Its nodes were over 256 leaves each, in one level, where now others lie. */
const formerMagic = 'drover/ledger/1\0';
const headerBytes = 4096;
/** Magic and capacity; the flag for the nodes follows. */
const identityBytes = 24;

/**
 * The file below a ledger: a header page (magic, capacity, whether the nodes are current), then level by level 32 bytes for
 * each entry: the leaves, the nodes over 16 leaves, the nodes over 16 of those.
 */
export class LedgerFile {
  readonly capacityBytes: number;
  readonly #sizes: number[];
  readonly #fd: number;

  private constructor(fd: number, capacityBytes: number) {
    this.#fd = fd;
    this.capacityBytes = capacityBytes;
    this.#sizes = levelSizes(capacityBytes);
  }

  /** @throws DroverError transfer.journal-mismatch when the file is another disk's */
  static async open(path: string, capacityBytes: number): Promise<LedgerFile> {
    const fd = await fsOpen(path, 'r+').catch(() => fsOpen(path, 'wx+', 0o600));
    try {
      const { size } = await fsStat(fd);
      const file = new LedgerFile(fd, capacityBytes);
      if (size <= identityBytes + 1) await file.#create();
      else await file.#check(path, size);
      return file;
    } catch (error) {
      await fsClose(fd);
      throw error;
    }
  }

  /** Levels, of which 0 has the leaves. */
  get levels(): number {
    return this.#sizes.length;
  }

  /** Entries of the level. */
  entries(level: number): number {
    return this.#sizes[level] ?? 0;
  }

  read(level: number, first: number, count: number): Promise<Buffer> {
    return this.#read(this.#place(level, first), count * hashBytes);
  }

  async write(level: number, first: number, entries: Buffer): Promise<void> {
    await this.#write(this.#place(level, first), entries);
  }

  /** Whether the stored nodes fit the leaves. */
  async nodesCurrent(): Promise<boolean> {
    return (await this.#read(identityBytes, 1))[0] === 1;
  }

  async setNodesCurrent(current: boolean): Promise<void> {
    await this.#write(identityBytes, Buffer.from([current ? 1 : 0]));
  }

  async sync(): Promise<void> {
    await fsDatasync(this.#fd);
  }

  close(): Promise<void> {
    return fsClose(this.#fd);
  }

  /** Where an entry of a level lies; of one above all levels: the end of the file. */
  #place(level: number, first: number): number {
    const before = this.#sizes.slice(0, level).reduce((sum, entries) => sum + entries, 0);
    return headerBytes + (before + first) * hashBytes;
  }

  get #size(): number {
    return this.#place(this.levels, 0);
  }

  async #create(): Promise<void> {
    const header = Buffer.alloc(identityBytes);
    header.write(magic, 0, 'latin1');
    header.writeBigUInt64BE(BigInt(this.capacityBytes), 16);
    await this.#write(0, header);
    // All leaves are holes and so are all nodes, which is what they should be.
    await this.setNodesCurrent(true);
    // Last, so that a file of full size always has its header.
    await fsTruncate(this.#fd, this.#size);
    await this.sync();
  }

  async #check(path: string, size: number): Promise<void> {
    const header = size >= headerBytes ? await this.#read(0, identityBytes) : Buffer.alloc(identityBytes);
    const found = header.toString('latin1', 0, 16);
    const ours = header.readBigUInt64BE(16) === BigInt(this.capacityBytes);
    if (ours && found === formerMagic && size >= this.#place(1, 0)) return this.#renew();
    if (!ours || found !== magic || size !== this.#size) {
      throw new DroverError('transfer.journal-mismatch', `The ledger ${path} is not that of this disk.`);
    }
  }

  /** Keeps the leaves of a former file. A crash at any point of it leaves one that is renewed again. */
  async #renew(): Promise<void> {
    await this.setNodesCurrent(false);
    await fsTruncate(this.#fd, this.#place(1, 0));
    await fsTruncate(this.#fd, this.#size);
    await this.sync();
    await this.#write(0, Buffer.from(magic, 'latin1'));
    await this.sync();
  }

  async #read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; ) {
      const { bytesRead } = await fsRead(this.#fd, bytes, at, length - at, offset + at);
      if (bytesRead === 0) throw new DroverError('transfer.journal-mismatch', 'The ledger file was cut short.');
      at += bytesRead;
    }
    return bytes;
  }

  async #write(offset: number, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await fsWrite(this.#fd, bytes, at, bytes.length - at, offset + at).catch(
        (cause: unknown) => {
          throw new DroverError('platform.quota', 'The ledger cannot be written: is the state folder full?', { cause });
        },
      );
      at += bytesWritten;
    }
  }
}
