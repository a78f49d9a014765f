import type { Request } from 'express';
import { changesSomething, type RouteDefinition } from '../../contract/route.ts';
import type { Database } from '../../prisma/database.ts';
import { audit } from '../http/author.ts';
import { toProblem } from '../http/problem.ts';
import { actionOf } from './actionOf.ts';
import type { AuditedEvent } from './auditedEvent.ts';
import { type RequestTrail, withTrail } from './requestTrail.ts';

export interface AuditedRequest {
  trail: RequestTrail;
  /** Call it when the handler has done its work: what it did not tell itself is told now. */
  done(): Promise<void>;
}

/**
 * No request that changes something passes untold, whatever its handler does: what came of it is an event, also where
 * it was refused. Requests without a login are in the log alone, since anybody could fill the trail with them; of
 * logins the handler tells.
 */
export function auditRequest(
  { route, request, database }: { route: RouteDefinition; request: Request; database: Database },
  work: (audited: AuditedRequest) => Promise<void>,
): Promise<void> {
  const requestId = String(request.id);
  const changes = changesSomething(route);
  return withTrail({ requestId, address: request.ip ?? '' }, async (trail) => {
    const tell = async (outcome: Pick<AuditedEvent, 'outcome' | 'code'>) => {
      if (trail.actor === null) return;
      const asked = { actor: trail.actor, event: actionOf(route, request.params) };
      const { intended } = trail;
      // What was intended in the name of another does not stand for the request that is to carry it out.
      const due =
        intended === null ? [asked] : intended.actor.name === asked.actor.name ? [intended] : [intended, asked];
      for (const { actor, event } of due) {
        await audit(database.prisma, { actor, correlationId: requestId }, { ...event, ...outcome });
      }
    };
    try {
      await work({
        trail,
        async done() {
          if (changes && trail.told === null) await tell({ outcome: 'done' });
        },
      });
    } catch (error) {
      const { code, status } = toProblem(error, requestId);
      // What was told as done was so in a transaction that did not come about, or of another part.
      const untold = trail.told === null || trail.told === 'done';
      if (untold && (changes || status === 403) && code !== 'request.throttled') {
        await tell({ outcome: status < 500 ? 'refused' : 'failed', code }).catch((failure: unknown) =>
          request.log.error({ err: failure }, 'refusal not in the audit trail'),
        );
      }
      throw error;
    }
  });
}
