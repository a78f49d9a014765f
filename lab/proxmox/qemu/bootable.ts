import { open } from 'node:fs/promises';

/** Whether a raw disk's first sector ends with a boot signature (BIOS and protective MBRs of GPT alike). */
export async function hasBootSignature(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return false;
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 510);
    return bytesRead === 2 && buffer[0] === 0x55 && buffer[1] === 0xaa;
  } finally {
    await file.close();
  }
}
