import type { Queries } from '../../prisma/database.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import type { AuditedEvent } from '../audit/auditedEvent.ts';
import { changedFields } from '../audit/changedFields.ts';
import { masked } from '../audit/masked.ts';
import { currentTrail } from '../audit/requestTrail.ts';
import type { Versions } from './versions.ts';

/** Who does something, and in which request. */
export interface Author {
  actor: { name: string };
  correlationId: string;
}

/** Who edits, and the version that the edit is based on. */
export interface Editor extends Author {
  versions: Versions;
}

/**
 * Tells the audit trail what was done, in the transaction that does it. What goes to a workflow is told twice: as
 * `intended` before, and its outcome after (route.ts tells it where the handler does not).
 */
export async function audit(queries: Queries, { actor, correlationId }: Author, event: AuditedEvent): Promise<void> {
  const { action, subject, detail = {}, before = null, after = null, workflowId, outcome = 'done', code } = event;
  const trail = currentTrail();
  // What an approval carries out is done in the name of who asked for it, who is not the one that sends this request.
  const asks = trail?.actor == null || trail.actor.name === actor.name ? trail : null;
  await addAuditEvent(queries, {
    ...{ actor: actor.name, action, subject, outcome, correlationId },
    detail: masked(detail),
    ...changedFields(before, after),
    actorId: asks?.actor?.id ?? null,
    address: asks?.address ?? null,
    credential: asks?.actor?.credential ?? null,
    ...{ code: code ?? null, workflowId: workflowId ?? null },
  });
  if (trail === undefined) return;
  if (outcome === 'intended') trail.intended = { actor: { name: actor.name }, event };
  else trail.told = outcome;
}
