import { usageError } from './exitCode.ts';

/** ISO 8601 in UTC. A time without a zone is local, as people mean it. */
export function pointInTime(option: string, text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw usageError(`${option} takes a time such as 2026-01-31T02:00, not ${text}.`);
  return new Date(at).toISOString();
}
