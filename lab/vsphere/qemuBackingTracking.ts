import type { Qmp } from '../qemu/qmp.ts';
import type { NodeExports } from './qemuBackingExports.ts';
import { diskNode } from './qemuBackingMachine.ts';
import type { LabExtent } from './vmBacking.ts';

/** Granularity of dirty information, in bytes; vSphere's is the same. */
const GRANULARITY = 65_536;
const UNION = 'union';

interface TransactionAction {
  type: string;
  data: Record<string, unknown>;
}

/**
 * Dirty blocks by period: one bitmap per disk and moment, recording from that moment to the next.
 * The bitmaps live in QEMU's memory, as ESXi's in its VMX process: they end with it.
 */
export interface DirtyPeriods {
  /** What a transaction has to do to begin a period: the new bitmap records, the one before stops. */
  begin(moment: number): TransactionAction[];
  /** To be called when that transaction has succeeded. */
  begun(moment: number): void;
  /** @throws Error for a moment that no period of this process begins at */
  changed(diskKey: number, from: number, to?: number): Promise<LabExtent[]>;
  reset(): Promise<void>;
}

export function createDirtyPeriods(monitor: Qmp, exports: NodeExports, diskKeys: readonly number[]): DirtyPeriods {
  let moments: number[] = [];
  const bitmap = (moment: number) => `period-${moment}`;

  const begin = (moment: number) => {
    const before = moments.at(-1);
    if (before !== undefined && moment <= before) throw new Error(`Moment ${moment} is not after ${before}`);
    return diskKeys.flatMap((key) => {
      const node = diskNode(key);
      const add = { node, name: bitmap(moment), granularity: GRANULARITY };
      const actions: TransactionAction[] = [{ type: 'block-dirty-bitmap-add', data: add }];
      if (before !== undefined) {
        actions.push({ type: 'block-dirty-bitmap-disable', data: { node, name: bitmap(before) } });
      }
      return actions;
    });
  };
  const changed = async (diskKey: number, from: number, to?: number) => {
    for (const moment of [from, to]) {
      if (moment !== undefined && !moments.includes(moment)) {
        throw new Error(`No dirty information since moment ${moment}: change tracking has begun anew`);
      }
    }
    const node = diskNode(diskKey);
    const periods = moments.filter((moment) => moment >= from && (to === undefined || moment < to));
    if (periods.length === 0) return [];
    await monitor.execute('block-dirty-bitmap-add', { node, name: UNION, granularity: GRANULARITY, disabled: true });
    try {
      await monitor.execute('block-dirty-bitmap-merge', { node, target: UNION, bitmaps: periods.map(bitmap) });
      return await exports.dirty(node, UNION);
    } finally {
      await monitor.execute('block-dirty-bitmap-remove', { node, name: UNION });
    }
  };
  const reset = async () => {
    const gone = moments;
    moments = [];
    for (const moment of gone) {
      for (const key of diskKeys) {
        await monitor.execute('block-dirty-bitmap-remove', { node: diskNode(key), name: bitmap(moment) });
      }
    }
  };
  return { begin, begun: (moment) => void moments.push(moment), changed, reset };
}
