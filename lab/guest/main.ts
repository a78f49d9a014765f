import { parseArgs } from 'node:util';
import { buildGuestImages } from './guestImages.ts';

/** `node lab/guest/main.ts --cache DIR --out DIR`: builds the demo guests' disks and prints their paths as JSON. */
const { values } = parseArgs({ options: { cache: { type: 'string' }, out: { type: 'string' } } });
if (values.cache === undefined || values.out === undefined) {
  console.error('usage: node lab/guest/main.ts --cache DIR --out DIR');
  process.exitCode = 2;
} else {
  console.log(JSON.stringify(await buildGuestImages({ cacheDir: values.cache, outDir: values.out })));
}
