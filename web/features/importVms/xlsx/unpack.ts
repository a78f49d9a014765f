import { Unzip, UnzipInflate } from 'fflate';
import { XlsxError } from './xlsxError.ts';

/** Bytes of packed data that are unpacked at a stretch: a thousand times as much may come of it. */
const stretch = 4 * 1024;
/** Unpacked bytes after which the page gets its turn. */
const turn = 256 * 1024;

/** Counts what is unpacked of one file, over all that is read of it. */
export interface Budget {
  bytes: number;
}

/**
 * Streams entries of an archive. What an archive says of its own sizes is not believed: bytes are counted as they come.
 * @param wanted takes an entry's bytes; null: the entry is passed over
 * @throws XlsxError notXlsx | unpackedTooLarge
 */
export async function unpack(
  file: Blob,
  wanted: (path: string) => ((bytes: Uint8Array, last: boolean) => void) | null,
  budget: Budget,
): Promise<void> {
  const unzip = new Unzip((entry) => {
    const take = wanted(entry.name);
    if (take === null) return;
    entry.ondata = (error, bytes, last) => {
      if (error !== null) throw error;
      budget.bytes -= bytes.length;
      if (budget.bytes < 0) throw new XlsxError('unpackedTooLarge');
      take(bytes, last);
    };
    entry.start();
  });
  unzip.register(UnzipInflate);
  const packed = new Uint8Array(await file.arrayBuffer());
  let nextTurn = budget.bytes - turn;
  try {
    for (let from = 0; from < packed.length; from += stretch) {
      unzip.push(packed.subarray(from, from + stretch), from + stretch >= packed.length);
      if (budget.bytes > nextTurn) continue;
      await new Promise((resolve) => setTimeout(resolve));
      nextTurn = budget.bytes - turn;
    }
  } catch (error) {
    throw error instanceof XlsxError ? error : new XlsxError('notXlsx', { cause: error });
  }
}
