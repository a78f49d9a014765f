/** One field before and after, in words; null: it was not there, or is not there any more. */
export interface FieldChange {
  /** Names from the outside in, joined by dots. */
  field: string;
  before: string | null;
  after: string | null;
  /** A secret: that it changed is known, and not from what to what. */
  secret: boolean;
}

/** What the API puts in the place of a secret. */
const mask = '***';

/**
 * What differs between two states, field by field. Fields of objects are told one by one and those that are the same left
 * out; lists are compared whole.
 */
export function fieldChanges(before: unknown, after: unknown): FieldChange[] {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const fields = [...new Set([...old.keys(), ...now.keys()])];
  return fields.flatMap((field) => {
    const change = { field, before: old.get(field) ?? null, after: now.get(field) ?? null };
    const same = change.before === change.after;
    // The API sends a field of both states only where it differs, so a mask in both hides a difference.
    const secret = same && change.before === mask && !field.includes('.');
    return same && !secret ? [] : [{ ...change, secret }];
  });
}

function leavesOf(state: unknown): Map<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: string[]) => {
    if (isObject(value) && (path.length === 0 || Object.keys(value).length > 0)) {
      for (const [name, item] of Object.entries(value)) walk(item, [...path, name]);
    } else {
      leaves.set(path.join('.'), wordsOf(value));
    }
  };
  if (state !== null && state !== undefined) walk(state, []);
  return leaves;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Texts as they are, but for the empty one. */
function wordsOf(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}
