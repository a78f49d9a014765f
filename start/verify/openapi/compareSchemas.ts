import { alternatives, type OpenApi, type Schema, typeOf, valuesOf } from './schema.ts';

/** `request`: clients of the release send it; `response`: they read it. */
export type Direction = 'request' | 'response';

export interface Pair {
  before: Schema;
  after: Schema;
}

interface Documents {
  before: OpenApi;
  after: OpenApi;
}

/**
 * What clients of the release would stumble over, one line each. What a request may say must still be taken; what a
 * response said must still be there. More values of a list in a response are no break: clients are told to expect them.
 */
export function compareSchemas(documents: Documents, pair: Pair, direction: Direction, path: string): string[] {
  return new Comparison(documents, direction).schemas(pair, path);
}

class Comparison {
  readonly #documents: Documents;
  readonly #direction: Direction;
  /** Pairs that are being looked at: schemas may hold themselves. */
  readonly #open = new Set<string>();

  constructor(documents: Documents, direction: Direction) {
    this.#documents = documents;
    this.#direction = direction;
  }

  schemas({ before, after }: Pair, path: string): string[] {
    const looking = `${before.$ref} ${after.$ref}`;
    const named = before.$ref !== undefined && after.$ref !== undefined;
    if (named && this.#open.has(looking)) return [];
    if (named) this.#open.add(looking);
    const olds = alternatives(this.#documents.before, before);
    const news = alternatives(this.#documents.after, after);
    // Whatever a request could be must still be taken; whatever a response may be now must have been told.
    const found =
      this.#direction === 'request'
        ? olds.flatMap((old) => this.#best(paired([old], news), old, path))
        : news.flatMap((now) => this.#best(paired(olds, [now]), now, path));
    this.#open.delete(looking);
    return [...new Set(found)];
  }

  /** What speaks against the pair that fits best. */
  #best(pairs: Pair[], wanted: Schema, path: string): string[] {
    const alike = pairs.filter(({ before, after }) => sameKind(before, after));
    const kind = typeOf(wanted) ?? 'any value';
    if (alike.length === 0) {
      if (this.#direction === 'request') return [`${path}: ${kind} is not taken any more`];
      // One more kind of object, which says so itself, is for clients to pass over; another type is not.
      return kind === 'object' && pairs.some(({ before }) => typeOf(before) === 'object')
        ? []
        : [`${path}: may be ${kind} now`];
    }
    const outcomes = alike.map((pair) => this.#alternative(pair, path));
    return outcomes.reduce((best, one) => (one.length < best.length ? one : best));
  }

  #alternative(pair: Pair, path: string): string[] {
    const own = this.#direction === 'request' ? narrowed(pair, path) : [];
    return [...own, ...this.#properties(pair, path), ...this.#inner(pair, path)];
  }

  #properties({ before, after }: Pair, path: string): string[] {
    const known = before.properties ?? {};
    const now = after.properties ?? {};
    const gone = Object.keys(known).filter((name) => now[name] === undefined);
    const found = gone.map((name) => `${path}.${name}: removed`);
    const [strict, loose] = this.#direction === 'request' ? [after, before] : [before, after];
    for (const name of strict.required ?? []) {
      if (loose.required?.includes(name) || gone.includes(name)) continue;
      found.push(`${path}.${name}: ${this.#direction === 'request' ? 'required now' : 'may be absent now'}`);
    }
    for (const [name, schema] of Object.entries(known)) {
      const other = now[name];
      if (other !== undefined) found.push(...this.schemas({ before: schema, after: other }, `${path}.${name}`));
    }
    return found;
  }

  #inner({ before, after }: Pair, path: string): string[] {
    const found: string[] = [];
    if (before.items && after.items) {
      found.push(...this.schemas({ before: before.items, after: after.items }, `${path}[]`));
    }
    const [more, moreNow] = [before.additionalProperties, after.additionalProperties];
    if (typeof more === 'object' && typeof moreNow === 'object') {
      found.push(...this.schemas({ before: more, after: moreNow }, `${path}.*`));
    } else if (this.#direction === 'request' && moreNow === false && more !== false) {
      found.push(`${path}: other fields are refused now`);
    }
    return found;
  }
}

function paired(olds: Schema[], news: Schema[]): Pair[] {
  return olds.flatMap((before) => news.map((after) => ({ before, after })));
}

/** Whether both are about the same kind of value: unions of objects are told apart by fields that hold one value. */
function sameKind(before: Schema, after: Schema): boolean {
  const [old, now] = [typeOf(before), typeOf(after)];
  const same = old === now || (old === 'integer' && now === 'number') || (old === 'number' && now === 'integer');
  if (!same && old !== undefined && now !== undefined) return false;
  return Object.entries(before.properties ?? {}).every(([name, schema]) => {
    const other = after.properties?.[name];
    return schema.const === undefined || other?.const === undefined || schema.const === other.const;
  });
}

const lowest = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const;
const highest = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const;

/** Values that a request could hold and cannot any more. */
function narrowed({ before, after }: Pair, path: string): string[] {
  const found: string[] = [];
  const [olds, news] = [valuesOf(before), valuesOf(after)];
  if (news !== undefined) {
    const lost = olds?.filter((value) => !news.includes(value)) ?? [];
    if (olds === undefined) found.push(`${path}: only ${news.join(', ')} now`);
    if (lost.length > 0) found.push(`${path}: ${lost.join(', ')} not taken any more`);
  }
  if (typeOf(before) === 'number' && typeOf(after) === 'integer') found.push(`${path}: only whole numbers now`);
  for (const key of lowest) {
    if ((after[key] ?? Number.NEGATIVE_INFINITY) > (before[key] ?? Number.NEGATIVE_INFINITY)) {
      found.push(`${path}: ${key} is ${after[key]} now`);
    }
  }
  for (const key of highest) {
    if ((after[key] ?? Number.POSITIVE_INFINITY) < (before[key] ?? Number.POSITIVE_INFINITY)) {
      found.push(`${path}: ${key} is ${after[key]} now`);
    }
  }
  for (const key of ['pattern', 'format'] as const) {
    if (after[key] !== undefined && after[key] !== before[key]) found.push(`${path}: ${key} is ${after[key]} now`);
  }
  return found;
}
