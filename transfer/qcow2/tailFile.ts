import { type FileHandle, open } from 'node:fs/promises';
import { DroverError } from '../../contract/errors.ts';

/**
 * The beginning of the part that is being filled, which the store does not have yet. It has two slots, so that the bytes
 * which the journal counts on stay until it counts on others.
 */
export class TailFile implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #slotBytes: number;

  private constructor(file: FileHandle, slotBytes: number) {
    this.#file = file;
    this.#slotBytes = slotBytes;
  }

  /** @param slotBytes of a part */
  static async open(path: string, slotBytes: number): Promise<TailFile> {
    const file = await open(path, 'r+').catch(() => open(path, 'wx+', 0o600));
    return new TailFile(file, slotBytes);
  }

  /** Durable when it returns. */
  async write(slot: number, at: number, bytes: Buffer): Promise<void> {
    if (bytes.length === 0) return;
    try {
      await this.#file.write(bytes, 0, bytes.length, slot * this.#slotBytes + at);
      await this.#file.datasync();
    } catch (cause) {
      throw new DroverError('platform.quota', 'The tail of an image cannot be kept: is the state folder full?', {
        cause,
      });
    }
  }

  /** Fills `into` with the beginning of a slot. @returns false when there is less */
  async read(slot: number, into: Buffer): Promise<boolean> {
    for (let at = 0; at < into.length; ) {
      const { bytesRead } = await this.#file.read(into, at, into.length - at, slot * this.#slotBytes + at);
      if (bytesRead === 0) return false;
      at += bytesRead;
    }
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
