import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * For a mover that has loaded all that it needs: from now on V8 collects garbage whenever its heap has grown by a quarter.
 * By itself it lets the first garbage of a process grow to hundreds of MiB, which the small objects of a delta with a
 * million extents fill (`npm run bench -- extents`: a quarter less memory).
 */
export function settleHeap(): void {
  setFlagsFromString('--heap-growing-percent=25');
  setFlagsFromString('--expose-gc');
  // Where the heap may grow to is told by a collection.
  const collect: () => void = runInNewContext('gc');
  collect();
}
