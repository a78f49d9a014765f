import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Collects garbage once, when a worker has loaded all that it needs. How far V8 lets garbage grow follows from what the
 * collection before has left; until the first one it is hundreds of MiB, which the small objects of a delta with many
 * extents fill (`npm run bench -- extents`: a third more memory).
 */
export function settleHeap(): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
}
