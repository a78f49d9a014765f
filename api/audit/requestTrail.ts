import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditOutcome } from '../../contract/audit.ts';
import type { AuditedEvent } from './auditedEvent.ts';

interface KnownActor {
  id: string;
  name: string;
  /** Kind of login, e.g. `session`. */
  credential: string;
}

/** What the audit trail has to know of the request that runs, and what it has been told of it already. */
export interface RequestTrail {
  requestId: string;
  address: string;
  /** Null until somebody is known. */
  actor: KnownActor | null;
  /** The outcome that was told last; null: none yet. */
  told: AuditOutcome | null;
  /** Told before it was handed to a workflow, and in whose name; its outcome is still due. */
  intended: { actor: { name: string }; event: AuditedEvent } | null;
}

const trails = new AsyncLocalStorage<RequestTrail>();

/** Undefined where no request runs: what a schedule starts is nobody's request. */
export function currentTrail(): RequestTrail | undefined {
  return trails.getStore();
}

export function withTrail<T>(
  { requestId, address }: Pick<RequestTrail, 'requestId' | 'address'>,
  work: (trail: RequestTrail) => Promise<T>,
): Promise<T> {
  const trail: RequestTrail = { requestId, address, actor: null, told: null, intended: null };
  return trails.run(trail, () => work(trail));
}

/** Tells the trail of the request that runs who asks. */
export function identifyActor({ id, name }: { id: string; name: string }, credential: string): void {
  const trail = currentTrail();
  if (trail !== undefined) trail.actor = { id, name, credential };
}
