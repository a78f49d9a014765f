import type { Leftover } from '../contract/migration.ts';
import type { MigrationTraces } from '../ports/runProjection.ts';
import type { TargetPlatform } from '../ports/targetPlatform.ts';

/** Removes what an ended migration has left on its target. The VM that was asked for stays, and so does one that runs. */
export async function removeFromTarget(
  target: TargetPlatform,
  { id, node }: MigrationTraces,
  signal: AbortSignal,
): Promise<Leftover[]> {
  // A VM that runs may be what people work on, whatever became of the run that made it.
  if (node === null) return target.removeByMigration(id, signal, { spareRunning: true });
  for (const left of await target.findByMigration(id, signal)) {
    if (left.kind === 'image') await target.deleteImage(node, left.ref, signal);
  }
  return [];
}
