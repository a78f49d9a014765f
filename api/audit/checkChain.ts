import type { ChainFault, ChainVerdict } from '../../contract/audit.ts';
import type { Queries } from '../../prisma/database.ts';
import { findUnlinkedEvents, readAuditChain } from '../../prisma/queries/auditChain.ts';
import { chainStart, followChain } from '../../proof/auditChain.ts';

interface Known {
  position: number;
  hash: string;
}

type Checked = Pick<ChainVerdict, 'ok' | 'events' | 'earlierEvents' | 'fault'>;

/**
 * Follows the chain from its first event to the place `to`.
 * @param known what somebody else has kept of an earlier end of it
 */
export async function checkChain(
  queries: Queries,
  { to, known }: { to: number; known: Known | undefined },
): Promise<Checked> {
  let end = chainStart;
  let earlierEvents = 0;
  const verdict = (fault: ChainFault | null): Checked => ({
    ...{ ok: fault === null, events: end.position, earlierEvents, fault },
  });
  for await (const link of readAuditChain(queries, { after: chainStart, to })) {
    if (link.position === 1) earlierEvents = Number(link.event.detail['earlierEvents'] ?? 0);
    const followed = followChain(end, link);
    if ('kind' in followed) return verdict(followed);
    end = followed;
    if (end.position === known?.position && end.hash !== known.hash) return verdict(rewritten(end.position));
  }
  if (end.position < to) return verdict(cutOff(end.position, to));
  if (known !== undefined && end.position < known.position) return verdict(cutOff(end.position, known.position));
  const unlinked = await findUnlinkedEvents(queries);
  return verdict(unlinked.count === earlierEvents ? null : strange(unlinked, earlierEvents));
}

function rewritten(position: number): ChainFault {
  const detail = `Place ${position} holds another event than the one that was known of it: the chain was written anew.`;
  return { kind: 'altered', position, eventId: null, detail };
}

function cutOff(position: number, known: number): ChainFault {
  const detail = `The chain ends at place ${position}, and has reached ${known} already: its end was cut off.`;
  return { kind: 'cut-off', position: position + 1, eventId: null, detail };
}

function strange({ count, newest }: { count: number; newest: string | null }, earlierEvents: number): ChainFault {
  const detail = `${count} events are in no place of the chain; there were ${earlierEvents} before it began.`;
  return { kind: 'unlinked', position: null, eventId: newest, detail };
}
