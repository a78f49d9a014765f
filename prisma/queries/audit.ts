import type { AuditEvent, AuditOutcome } from '../../contract/audit.ts';
import type { Queries } from '../database.ts';
import { Prisma } from '../generated/client.ts';

export interface AuditEntry {
  actor: string;
  /** Resource and verb, e.g. `migration.create`. */
  action: string;
  /** `<resource>/<id>`. */
  subject: string;
  detail: object;
  correlationId: string | null;
  actorId?: string | null;
  address?: string | null;
  credential?: string | null;
  /** Absent: `done`. */
  outcome?: AuditOutcome;
  code?: string | null;
  before?: object | null;
  after?: object | null;
  workflowId?: string | null;
}

export interface AuditFilter {
  actor?: string;
  /** Whole, or its beginning up to a dot: `migration` finds `migration.create`. */
  action?: string;
  subject?: string;
  outcome?: AuditOutcome;
  address?: string;
  requestId?: string;
  workflowId?: string;
  /** ISO 8601; `to` is not included. */
  from?: string;
  to?: string;
}

/** Objects as JSON would have them, secrets masked already (api/audit/masked.ts). */
export async function addAuditEvent(queries: Queries, entry: AuditEntry): Promise<void> {
  const { actor, subject, before, after, detail, ...columns } = entry;
  await queries.auditEvent.create({
    data: {
      ...{ ...columns, actor: storableText(actor), subject: storableText(subject) },
      ...{ before: jsonOf(before), after: jsonOf(after), detail: storable(detail) },
    },
  });
}

/** Newest first. @param before only those older than the one with this id */
export async function listAuditEvents(
  queries: Queries,
  { filter, before, limit }: { filter: AuditFilter; before: bigint | undefined; limit: number },
): Promise<AuditEvent[]> {
  const { action, address, requestId, from, to, ...same } = filter;
  const rows = await queries.auditEvent.findMany({
    where: {
      ...{ ...same, correlationId: requestId },
      ...(action === undefined ? {} : { OR: [{ action }, { action: { startsWith: `${action}.` } }] }),
      // Where the API listens on both families, it sees IPv4 as a part of IPv6.
      ...(address === undefined ? {} : { address: { in: [address, `::ffff:${address}`] } }),
      ...(from === undefined && to === undefined ? {} : { at: { gte: from, lt: to } }),
      ...(before === undefined ? {} : { id: { lt: before } }),
    },
    orderBy: { id: 'desc' },
    take: limit,
  });
  return rows.map(presentEvent);
}

type EventRow = NonNullable<Awaited<ReturnType<Queries['auditEvent']['findFirst']>>>;

export function presentEvent(row: EventRow): AuditEvent {
  const { id, at, actor, actorId, address, credential, action, subject, code, before, after, workflowId } = row;
  return {
    ...{ id: String(id), at: at.toISOString(), actor, actorId, address, credential, action, subject },
    // Written from AuditEntry only, and objects there.
    outcome: row.outcome as AuditOutcome,
    ...{ code, before, after, detail: row.detail as Record<string, unknown> },
    ...{ requestId: row.correlationId, workflowId },
  };
}

function jsonOf(value: object | null | undefined): Prisma.InputJsonObject | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : storable(value);
}

/** A copy without what PostgreSQL cannot hold: the character 0, and halves of surrogate pairs. */
function storable(value: object): Prisma.InputJsonObject {
  return walk(value) as Prisma.InputJsonObject;
}

function walk(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(walk);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), walk(item)]));
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{fffd}');
}
