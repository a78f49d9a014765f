import { setTimeout as wait } from 'node:timers/promises';
import { ApiUnreachable } from '../../client/apiProblem.ts';
import type { Client } from '../../client/client.ts';
import type { Migration } from '../../contract/migration.ts';
import type { Narrator } from './narrator.ts';

const lookEveryMs = 500;

/**
 * Follows a migration until it has ended or, when `untilParked`, waits for somebody. Times of unreachability pass:
 * the supervisor brings the API back.
 */
export async function watchMigration(
  api: Client,
  id: string,
  narrator: Narrator,
  { signal, untilParked }: { signal: AbortSignal; untilParked: boolean },
): Promise<Migration> {
  try {
    for (;;) {
      const seen = await look(api, id);
      if (seen !== undefined) {
        const { migration, progress } = seen;
        narrator.show(migration, progress);
        if (migration.endedAt !== null || (untilParked && migration.status === 'parked')) return migration;
      }
      await wait(lookEveryMs, undefined, { signal });
    }
  } finally {
    narrator.end();
  }
}

async function look(api: Client, id: string) {
  try {
    const params = { id };
    const [migration, { items }] = await Promise.all([api.getMigration({ params }), api.getProgress({ params })]);
    return { migration, progress: items };
  } catch (error) {
    if (error instanceof ApiUnreachable) return undefined;
    throw error;
  }
}
