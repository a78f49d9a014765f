import { LedgerFile } from './ledgerFile.ts';
import { ZeroTree } from './zeroTree.ts';

const batchLeaves = 16384;

/** Leaf hashes of a ledger in order, from one on, some thousand at a time. @throws DroverError transfer.journal-mismatch */
export async function* readLeaves(path: string, capacityBytes: number, from = 0): AsyncGenerator<Buffer> {
  const file = await LedgerFile.open(path, capacityBytes);
  const zeros = new ZeroTree(capacityBytes);
  try {
    const leaves = file.entries(0);
    for (let first = from; first < leaves; first += batchLeaves) {
      yield zeros.expand(0, first, await file.read(0, first, Math.min(batchLeaves, leaves - first)));
    }
  } finally {
    await file.close();
  }
}
