import { join } from 'node:path';
import { buildGuestImages, type GuestImages } from '../../lab/guest/guestImages.ts';
import { withFileLock } from '../../start/fileLock.mjs';

const CACHE = join(import.meta.dirname, '../../.cache/guest');

/** The demo guests' disks, built once per checkout: a machine of another test file may run from them already. */
export function labGuestImages(): Promise<GuestImages> {
  return withFileLock(join(CACHE, '../locks/guest-images'), () =>
    buildGuestImages({ cacheDir: CACHE, outDir: join(CACHE, 'images') }),
  );
}
