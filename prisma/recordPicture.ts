import type { ScreenPicture } from '../contract/screenPicture.ts';
import type { Queries } from './database.ts';

/** Replaces the picture of the same occasion. Of a migration that has no row it is dropped. */
export async function recordPicture(queries: Queries, migrationId: string, picture: ScreenPicture): Promise<void> {
  const { occasion, at, width, height } = picture;
  const png = picture.png === null ? null : Buffer.from(picture.png, 'base64');
  const problem = picture.problem === null ? null : JSON.stringify(picture.problem);
  await queries.$executeRaw`
    insert into screen_picture (migration_id, occasion, at, width, height, png, problem)
    select id, ${occasion}, ${at}::timestamptz, ${width}::int, ${height}::int, ${png}::bytea, ${problem}::jsonb
    from migration where id = ${migrationId}
    on conflict (migration_id, occasion) do update set at = excluded.at, width = excluded.width,
      height = excluded.height, png = excluded.png, problem = excluded.problem`;
}
