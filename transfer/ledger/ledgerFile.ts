import { close, fdatasync, fstat, ftruncate, open, read, write } from 'node:fs';
import { promisify } from 'node:util';
import { DroverError } from '../../contract/errors.ts';
import { hashBytes, leafCount } from '../../proof/merkle.ts';

const fsOpen = promisify(open);
const fsClose = promisify(close);
const fsDatasync = promisify(fdatasync);
const fsRead = promisify(read);
const fsStat = promisify(fstat);
const fsTruncate = promisify(ftruncate);
const fsWrite = promisify(write);

const magic = 'drover/ledger/1\0';
const headerBytes = 4096;
/** Magic and capacity; the flag for the nodes follows. */
const identityBytes = 24;
/** Leaves under one stored node. */
export const groupLeaves = 256;

/**
 * The file below a ledger: a header page (magic, capacity, whether the stored nodes are current), 32 bytes for each leaf,
 * 32 bytes for each group of 256 leaves.
 */
export class LedgerFile {
  readonly capacityBytes: number;
  readonly leaves: number;
  readonly groups: number;
  /** Made by this opening: every entry is a hole. */
  readonly fresh: boolean;
  readonly #fd: number;

  private constructor(fd: number, capacityBytes: number, fresh: boolean) {
    this.#fd = fd;
    this.capacityBytes = capacityBytes;
    this.leaves = leafCount(capacityBytes);
    this.groups = Math.ceil(this.leaves / groupLeaves);
    this.fresh = fresh;
  }

  /** @throws DroverError transfer.journal-mismatch when the file is another disk's */
  static async open(path: string, capacityBytes: number): Promise<LedgerFile> {
    const fd = await fsOpen(path, 'r+').catch(() => fsOpen(path, 'wx+', 0o600));
    try {
      const { size } = await fsStat(fd);
      const unfinished = size <= identityBytes;
      const file = new LedgerFile(fd, capacityBytes, unfinished);
      if (unfinished) await file.#create();
      else await file.#check(path, size);
      return file;
    } catch (error) {
      await fsClose(fd);
      throw error;
    }
  }

  readLeaves(first: number, count: number): Promise<Buffer> {
    return this.#read(headerBytes + first * hashBytes, count * hashBytes);
  }

  async writeLeaves(first: number, entries: Buffer): Promise<void> {
    await this.#write(headerBytes + first * hashBytes, entries);
  }

  readGroups(first: number, count: number): Promise<Buffer> {
    return this.#read(headerBytes + (this.leaves + first) * hashBytes, count * hashBytes);
  }

  async writeGroups(first: number, nodes: Buffer): Promise<void> {
    await this.#write(headerBytes + (this.leaves + first) * hashBytes, nodes);
  }

  /** Whether the stored group nodes fit the leaves. */
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

  get #size(): number {
    return headerBytes + (this.leaves + this.groups) * hashBytes;
  }

  async #create(): Promise<void> {
    const header = Buffer.alloc(identityBytes);
    header.write(magic, 0, 'latin1');
    header.writeBigUInt64BE(BigInt(this.capacityBytes), 16);
    await this.#write(0, header);
    // Last, so that a file of full size always has its header.
    await fsTruncate(this.#fd, this.#size);
    await this.sync();
  }

  async #check(path: string, size: number): Promise<void> {
    const header = size >= headerBytes ? await this.#read(0, identityBytes) : Buffer.alloc(identityBytes);
    const fits =
      header.toString('latin1', 0, 16) === magic && header.readBigUInt64BE(16) === BigInt(this.capacityBytes);
    if (!fits || size !== this.#size) {
      throw new DroverError('transfer.journal-mismatch', `The ledger ${path} is not that of this disk.`);
    }
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
