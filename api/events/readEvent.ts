import type { ServerEvent } from '../../contract/events.ts';
import { summarise } from '../../contract/migrationSummary.ts';
import type { Database } from '../../prisma/database.ts';
import { findBelonging } from '../../prisma/queries/belonging.ts';
import { findMigration, listProgress } from '../../prisma/queries/migrations.ts';
import type { Change } from './changeFeed.ts';

/** A change of what consoles show. */
type ShownChange = Change & { kind: Exclude<Change['kind'], 'session'> };

/** An event, and the project of what it is about. */
export interface OwnedEvent {
  event: ServerEvent;
  projectId: string;
}

/** What to tell about a change, and of which project it is. Null: it is gone. */
export async function readEvent(database: Database, change: ShownChange): Promise<OwnedEvent | null> {
  const [belonging, event] = await Promise.all([
    findBelonging(database.prisma, objectOf[change.kind], change.id),
    eventOf(database, change),
  ]);
  return belonging && event && { event, projectId: belonging.project.id };
}

const objectOf = {
  migration: 'migration',
  progress: 'migration',
  inventory: 'connection',
  schedule: 'schedule',
  approval: 'approval',
} as const;

/** Notifications carry ids, the rows say how things are. */
async function eventOf({ prisma }: Database, { kind, id }: ShownChange): Promise<ServerEvent | null> {
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
    case 'approval':
      return { type: 'approval', approvalId: id };
  }
}
