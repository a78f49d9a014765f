import type { ScreenPicture } from '../../contract/screenPicture.ts';
import type { Queries } from '../database.ts';

/** Pictures of a target VM's screen, the newest last. */
export async function listPictures(queries: Queries, migrationId: string): Promise<ScreenPicture[]> {
  const rows = await queries.screenPicture.findMany({ where: { migrationId }, orderBy: { at: 'asc' } });
  return rows.map(({ occasion, at, width, height, png, problem }) => ({
    occasion: occasion as ScreenPicture['occasion'],
    ...{ at: at.toISOString(), width, height },
    png: png === null ? null : Buffer.from(png).toString('base64'),
    // Written by recordPicture alone.
    problem: problem as ScreenPicture['problem'],
  }));
}
