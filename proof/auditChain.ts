import { createHash } from 'node:crypto';
import type { AuditEvent, ChainedEvent, ChainFault } from '../contract/audit.ts';
import { jsonbText } from './jsonbText.ts';

/** What stands in the place of a hash before the first event. */
export const nothingBefore = '0'.repeat(64);

/** The end of a chain, as far as it was followed. */
export interface ChainEnd {
  position: number;
  hash: string;
}

export const chainStart: ChainEnd = { position: 0, hash: nothingBefore };

/** As the trigger of the database computes it (prisma/migrations/20261126143000_audit_chain). */
export function hashOfEvent(event: AuditEvent, { previousHash, position }: { previousHash: string; position: number }) {
  return createHash('sha256')
    .update(`${previousHash}\n${position}\n${jsonbText(event)}`)
    .digest('hex');
}

/**
 * Follows the chain by one event.
 * @returns the new end, or the first thing that does not fit
 */
export function followChain(end: ChainEnd, link: ChainedEvent): ChainEnd | ChainFault {
  const { position, previousHash, hash, event } = link;
  const where = { position: end.position + 1, eventId: event.id };
  if (position !== end.position + 1) {
    const detail = `After place ${end.position} comes ${position}: events were removed, inserted or put into another order.`;
    return { kind: 'missing', ...where, detail };
  }
  if (previousHash !== end.hash) {
    const detail = `Event ${event.id} follows another one than the one before it.`;
    return { kind: 'altered', ...where, detail };
  }
  if (hash !== hashOfEvent(event, { previousHash, position })) {
    return { kind: 'altered', ...where, detail: `Event ${event.id} is not what was written: its hash is another.` };
  }
  return { position, hash };
}
