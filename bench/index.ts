import type { Bench } from './bench.ts';
import { bench as delta } from './delta.bench.ts';
import { bench as fullCopy } from './fullCopy.bench.ts';
import { bench as memory } from './memory.bench.ts';
import { bench as staged } from './staged.bench.ts';

/** What `npm run bench` measures, in this order. */
export const benches: Bench[] = [fullCopy, delta, memory, staged];
