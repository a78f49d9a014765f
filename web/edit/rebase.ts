/** Fields of a form: values, and objects of such. Lists count as one value. */
export interface Fields {
  [name: string]: unknown;
}

export interface FieldChange {
  /** Names from the outermost field inwards. */
  path: string[];
  before: unknown;
  theirs: unknown;
  mine: unknown;
  /** Both sides have changed it, to different values. */
  contested: boolean;
}

/** Puts an edit on top of what somebody else has saved meanwhile: what was not edited here follows them. */
export function rebase<T extends Fields>(base: T, mine: T, theirs: T): { merged: T; changes: FieldChange[] } {
  const changes: FieldChange[] = [];
  return { merged: merge(base, mine, theirs, [], changes) as T, changes };
}

function merge(base: Fields, mine: Fields, theirs: Fields, path: string[], changes: FieldChange[]): Fields {
  const names = new Set([base, mine, theirs].flatMap(Object.keys));
  const merged: [string, unknown][] = [];
  for (const name of names) {
    const [before, here, there] = [base[name], mine[name], theirs[name]];
    const inner = [...path, name];
    if (isFields(before) && isFields(here) && isFields(there)) {
      merged.push([name, merge(before, here, there, inner, changes)]);
      continue;
    }
    const edited = !same(before, here);
    if (!same(before, there)) {
      changes.push({ path: inner, before, theirs: there, mine: here, contested: edited && !same(here, there) });
    }
    const value = edited ? here : there;
    if (value !== undefined) merged.push([name, value]);
  }
  return Object.fromEntries(merged);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(one: unknown, other: unknown): boolean {
  if (!isFields(one) || !isFields(other)) return JSON.stringify(one) === JSON.stringify(other);
  const names = new Set([one, other].flatMap(Object.keys));
  return [...names].every((name) => same(one[name], other[name]));
}
