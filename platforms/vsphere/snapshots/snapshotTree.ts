import { type MoRef, readRef } from '../values/moRef.ts';
import { flag, list, text } from '../values/value.ts';

export interface TreeEntry {
  ref: MoRef;
  name: string;
  createdAt: string;
  quiesced: boolean;
}

/** Flattens `snapshot.rootSnapshotList`, parents before children. Names need not be unique. */
export function readSnapshotTree(rootSnapshotList: unknown): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const waiting = list(rootSnapshotList);
  for (let node = waiting.shift(); node !== undefined; node = waiting.shift()) {
    const ref = readRef(node, 'snapshot');
    if (ref !== undefined) {
      entries.push({
        ref,
        name: text(node, 'name') ?? '',
        createdAt: readTime(text(node, 'createTime')),
        quiesced: flag(node, 'quiesced') === true,
      });
    }
    waiting.push(...list(node, 'childSnapshotList'));
  }
  return entries;
}

/** Servers write up to nine digits of a second. */
function readTime(time: string | undefined): string {
  const date = new Date(time ?? '');
  return Number.isNaN(date.getTime()) ? (time ?? '') : date.toISOString();
}
