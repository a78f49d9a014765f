import { stat } from 'node:fs/promises';
import { LedgerFile } from './ledgerFile.ts';
import { rootOver } from './rootOver.ts';
import { ZeroTree } from './zeroTree.ts';

/** What a ledger says, and when it was last written, which each round and each repair does. */
export interface LedgerState {
  root: string;
  writtenAt: string;
}

/** Null: its nodes are not current, as in a round, so that its root is not known without hashing all leaves. */
export async function ledgerState(path: string, capacityBytes: number): Promise<LedgerState | null> {
  const file = await LedgerFile.open(path, capacityBytes);
  try {
    if (!(await file.nodesCurrent())) return null;
    const root = await rootOver(file, new ZeroTree(capacityBytes));
    const { mtimeNs } = await stat(path, { bigint: true });
    return { root, writtenAt: mtimeNs.toString() };
  } finally {
    await file.close();
  }
}
