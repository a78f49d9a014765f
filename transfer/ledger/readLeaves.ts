import { leafCount } from '../../proof/merkle.ts';
import { LedgerFile } from './ledgerFile.ts';
import { expandZeroEntries } from './zeroLeaf.ts';

const batchLeaves = 16384;

/** Every leaf hash of a ledger in order, some thousand at a time. @throws DroverError transfer.journal-mismatch */
export async function* readLeaves(path: string, capacityBytes: number): AsyncGenerator<Buffer> {
  const file = await LedgerFile.open(path, capacityBytes);
  try {
    const leaves = leafCount(capacityBytes);
    for (let first = 0; first < leaves; first += batchLeaves) {
      const entries = await file.readLeaves(first, Math.min(batchLeaves, leaves - first));
      yield expandZeroEntries(entries, first, capacityBytes);
    }
  } finally {
    await file.close();
  }
}
