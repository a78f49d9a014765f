import { type AuditOutcome, auditOutcomeSchema } from '../../../contract/audit.ts';

/** What is compared whole; an action also by its beginning, `migration` finds `migration.create`. */
export const textFields = ['actor', 'action', 'subject', 'address', 'requestId', 'workflowId'] as const;
export type TextField = (typeof textFields)[number];

/** As the API takes it; times in ISO 8601, `to` is not included. */
export type AuditFilter = { [field in TextField | 'from' | 'to']?: string } & { outcome?: AuditOutcome };

/** The filter lives in the address, so that others can link to it. What the API would refuse is left out. */
export function filterFrom(params: URLSearchParams): AuditFilter {
  const filter: AuditFilter = {};
  for (const field of textFields) {
    const text = params.get(field)?.trim().slice(0, 200);
    if (text) filter[field] = text;
  }
  const outcome = auditOutcomeSchema.safeParse(params.get('outcome'));
  if (outcome.success) filter.outcome = outcome.data;
  for (const field of ['from', 'to'] as const) {
    const time = instantOf(params.get(field) ?? '');
    if (time !== undefined) filter[field] = time;
  }
  return filter;
}

export function searchParamsOf(filter: AuditFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''));
}

/** ISO 8601 of a time that is written in the zone of the reader or with one; undefined: it is none. */
export function instantOf(text: string): string | undefined {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** As an input of date and time has it, in the zone of the reader, to the second. */
export function localInput(iso: string | undefined): string {
  if (iso === undefined) return '';
  const time = new Date(iso);
  const digits = (value: number, length = 2) => String(value).padStart(length, '0');
  const day = [digits(time.getFullYear(), 4), digits(time.getMonth() + 1), digits(time.getDate())].join('-');
  return `${day}T${[time.getHours(), time.getMinutes(), time.getSeconds()].map((part) => digits(part)).join(':')}`;
}
