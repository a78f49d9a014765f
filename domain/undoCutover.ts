import type { Migration, StageName } from '../contract/migration.ts';

type Visible = Pick<Migration, 'status' | 'stage' | 'route' | 'strategy' | 'pointOfNoReturn'>;

/** What a cutover does while it can be undone, and the next one does anew. After these `finish` removes what deltas need. */
export const cutoverStages: ReadonlySet<StageName> = new Set(['quiesce', 'final', 'verify', 'define', 'boot']);

/**
 * Why the source cannot be put back into service with its replica kept, in words for who asked; null: it can. Only what
 * is parked can be undone: a cutover that gets on is quicker at its end than on its way back.
 */
export function whyNotUndone({ status, stage, route, strategy, pointOfNoReturn }: Visible): string | null {
  if (strategy === 'cold' || route === 'staged') {
    return 'A cold migration has no replica that could follow its source: cancel powers the source on again.';
  }
  if (pointOfNoReturn) {
    return 'The target was started, and may have written: only rollback goes back, and loses that.';
  }
  if (status === 'parked' && stage === 'finish') {
    return 'The target is proven and defined, and what deltas need may be removed already: retry, or cancel.';
  }
  if (strategy !== 'warm' || status !== 'parked' || !cutoverStages.has(stage)) {
    return 'Only a cutover that is parked can be undone.';
  }
  return null;
}
