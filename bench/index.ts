import type { Bench } from './bench.ts';
import { bench as delta } from './delta.bench.ts';
import { bench as disks } from './disks.bench.ts';
import { bench as extents } from './extents.bench.ts';
import { bench as fullCopy } from './fullCopy.bench.ts';
import { bench as https } from './https.bench.ts';
import { bench as memory } from './memory.bench.ts';
import { bench as nfc } from './nfc.bench.ts';
import { bench as scale } from './scale.bench.ts';
import { bench as staged } from './staged.bench.ts';
import { bench as verification } from './verification.bench.ts';

/** What `npm run bench` measures, in this order. */
export const benches: Bench[] = [fullCopy, https, nfc, delta, extents, memory, staged, verification, disks, scale];
