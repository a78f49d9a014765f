import { sealRoot } from '../../proof/merkle.ts';
import type { LedgerFile } from './ledgerFile.ts';
import { nodeOver } from './nodeOver.ts';
import type { ZeroTree } from './zeroTree.ts';

/** Root of the disk over the highest level of a file whose nodes are current. */
export async function rootOver(file: LedgerFile, zeroTree: ZeroTree): Promise<string> {
  const level = file.levels - 1;
  const nodes = await file.read(level, 0, file.entries(level));
  const top = nodes.length === 0 ? null : nodeOver(zeroTree.expand(level, 0, nodes));
  return sealRoot(top, file.capacityBytes);
}
