import { join, resolve } from 'node:path';
import { readSetupConfig } from '../../config/setup.ts';

/** The folder that holds package.json. */
export const checkout = resolve(import.meta.dirname, '../..');

/** A place in the cache of downloaded and built programs: `.cache` in the checkout, or below DROVER_CACHE. */
export function cachePath(...parts: string[]): string {
  return join(readSetupConfig().cacheDir ?? join(checkout, '.cache'), ...parts);
}
