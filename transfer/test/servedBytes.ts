import { readFile } from 'node:fs/promises';

/** Bytes of all reads that nbdkit's log filter has written down so far: the server's word, not ours. */
export async function servedBytes(logFile: string): Promise<number> {
  const text = await readFile(logFile, 'utf8');
  let bytes = 0;
  for (const [, count] of text.matchAll(/ Read id=\d+ offset=0x[0-9a-f]+ count=0x([0-9a-f]+)/g)) {
    bytes += Number.parseInt(count ?? '0', 16);
  }
  return bytes;
}
