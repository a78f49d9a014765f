import { join } from 'node:path';
import { buildGuestImages, type GuestImages } from '../../lab/guest/guestImages.ts';

const CACHE = join(import.meta.dirname, '../../.cache/guest');

/** The demo guests' disks, built once per checkout. */
export function labGuestImages(): Promise<GuestImages> {
  return buildGuestImages({ cacheDir: CACHE, outDir: join(CACHE, 'images') });
}
