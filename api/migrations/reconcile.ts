import type { Migration } from '../../contract/migration.ts';
import { listQuietMigrations, type QuietPosition } from '../../prisma/queries/migrations.ts';
import { recordMigration } from '../../prisma/recordMigration.ts';
import type { ApiDependencies } from '../dependencies.ts';

/** Rows that were told nothing of for so long are looked after. */
const quietMs = 60_000;

/** Runs that one pass asks Temporal about. */
const passSize = 100;

export interface ReconcilePass {
  now?: number;
  /** Where the pass before has ended: runs that wait for hours are silent too, and must not hide the others. */
  after?: QuietPosition;
  limit?: number;
}

/**
 * Mends what got lost between database and Temporal: starts workflows whose start failed, and records how runs ended
 * that could not record it themselves. Asks no worker.
 * @returns where the next pass goes on; undefined: from the beginning
 */
export async function reconcile(
  dependencies: ApiDependencies,
  { now = Date.now(), after, limit = passSize }: ReconcilePass = {},
): Promise<QuietPosition | undefined> {
  const { database, workflows, log } = dependencies;
  const since = new Date(now - quietMs);
  const unstarted = await listQuietMigrations(database.prisma, { since, begun: false, limit });
  const begun = await listQuietMigrations(database.prisma, { since, begun: true, after, limit });
  for (const { migration } of [...unstarted, ...begun]) {
    try {
      await mend(dependencies, migration, await workflows.outcome(migration.workflowId));
    } catch (error) {
      log.warn({ err: error, migrationId: migration.id }, 'migration not reconciled');
    }
  }
  return begun.length === limit ? begun.at(-1)?.position : undefined;
}

async function mend(
  { database, workflows, log }: ApiDependencies,
  migration: Migration,
  outcome: Awaited<ReturnType<ApiDependencies['workflows']['outcome']>>,
): Promise<void> {
  if (outcome?.open) return;
  if (outcome === null) {
    // Temporal forgets only runs that have ended. Should it be another Temporal than before, what its runs go on to
    // tell has a higher revision and opens the row again.
    if (migration.revision > 0) {
      await recordMigration(database.prisma, ended(migration, forgotten));
      log.warn({ migrationId: migration.id }, 'Temporal no longer knows the run: taken for ended');
      return;
    }
    const { id, plan, vm, requestedBy, createdAt } = migration;
    await workflows.start({ id, plan, vm, requestedBy, createdAt }, `reconcile-${id}`);
    log.info({ migrationId: id }, 'lost start made up for');
    return;
  }
  await recordMigration(database.prisma, outcome.result ?? ended(migration, endedOutside(outcome.status)));
  log.info({ migrationId: migration.id }, 'end of the run recorded');
}

const forgotten =
  'Temporal no longer knows the run: its history is gone, and with it how it ended and what was unwound.';

function endedOutside(status: string): string {
  return `The workflow was ended outside Drover (${status.toLowerCase()}), so nothing was unwound.`;
}

/** A run that ended without telling: nobody will unwind it, so what it made is named instead of guessed at. */
function ended(migration: Migration, reason: string): Migration {
  const at = new Date().toISOString();
  return {
    ...migration,
    revision: migration.revision + 1,
    status: 'cancelled',
    allowed: [],
    updatedAt: at,
    endedAt: at,
    leftovers: [
      ...migration.leftovers,
      {
        system: 'target',
        kind: 'run',
        ref: migration.workflowId,
        reason,
        remove: wayOut(migration),
      },
    ],
  };
}

function wayOut({ id, pointOfNoReturn, targetVm, vm }: Migration): string {
  const rest = `Run \`drover residue remove ${id}\`: it removes what the migration has left`;
  if (!pointOfNoReturn)
    return `${rest}. When nothing of it runs at the target, ${vm.name} may be powered on at the source.`;
  const target = targetVm === null ? 'The target VM' : `VM ${targetVm.vmid} on ${targetVm.node}`;
  return `${rest}. ${target} was started and stays; do not power ${vm.name} on at the source beside it.`;
}
