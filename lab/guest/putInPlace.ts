import { access, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Moves a finished folder to where it is looked for, at once. Where another process was quicker with the same, its folder
 * stays, for somebody uses it already, and this one goes.
 * @param mark a file that only a finished folder has
 */
export async function putInPlace(made: string, place: string, mark: string): Promise<void> {
  try {
    await rename(made, place);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')))
      throw error;
    const finished = await access(join(place, mark)).then(
      () => true,
      () => false,
    );
    await rm(finished ? made : place, { recursive: true, force: true });
    if (!finished) await rename(made, place);
  }
}
