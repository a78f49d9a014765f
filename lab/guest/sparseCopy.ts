import { type FileHandle, open } from 'node:fs/promises';

const BLOCK = 64 * 1024;
const ZEROES = Buffer.alloc(BLOCK);

/** Copies a file into a place of an empty one, leaving out blocks of zeroes. */
export async function copySparse(source: string, target: FileHandle, targetOffset: number): Promise<void> {
  const from = await open(source);
  try {
    const block = Buffer.alloc(BLOCK);
    for (let at = 0; ; at += BLOCK) {
      const { bytesRead } = await from.read(block, 0, BLOCK, at);
      if (bytesRead === 0) return;
      const bytes = block.subarray(0, bytesRead);
      if (!bytes.equals(ZEROES.subarray(0, bytesRead))) await target.write(bytes, 0, bytesRead, targetOffset + at);
    }
  } finally {
    await from.close();
  }
}
