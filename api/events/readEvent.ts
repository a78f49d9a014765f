import type { ServerEvent } from '../../contract/events.ts';
import { summarise } from '../../contract/migrationSummary.ts';
import type { Database } from '../../prisma/database.ts';
import { findMigration, listProgress } from '../../prisma/queries/migrations.ts';
import type { Change } from './changeFeed.ts';

/** A change of what consoles show. */
type ShownChange = Change & { kind: Exclude<Change['kind'], 'session'> };

/** What to tell about a change: notifications carry ids, the rows say how things are. */
export async function readEvent({ prisma }: Database, { kind, id }: ShownChange): Promise<ServerEvent | null> {
  switch (kind) {
    case 'migration': {
      const migration = await findMigration(prisma, id);
      return migration && { type: 'migration', migration: summarise(migration) };
    }
    case 'progress':
      return { type: 'progress', migrationId: id, disks: await listProgress(prisma, id) };
    case 'inventory':
      return { type: 'inventory', connectionId: id };
    case 'schedule':
      return { type: 'schedule', scheduleId: id };
  }
}
