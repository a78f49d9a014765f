/**
 * Reads what npm `soap` makes of an answer. Its shapes vary: one repeated element is an object and two are an array,
 * scalars in an anyType are `{ attributes, $value }` with text inside, an empty element is null, and `xsi:type` keeps
 * the server's own prefix in its name. Everything that reads answers goes through here.
 */

/** Follows a dotted path; undefined where a step is missing. */
export function child(node: unknown, path: string): unknown {
  let current = node;
  for (const step of path.split('.')) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Reflect.get(current, step);
  }
  return current;
}

export function asArray(node: unknown): unknown[] {
  if (node === undefined || node === null) return [];
  return Array.isArray(node) ? node : [node];
}

/** Elements repeated under a name, or the items of an `ArrayOfX` value. */
export function list(node: unknown, path?: string): unknown[] {
  const found = path === undefined ? node : child(node, path);
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) {
    const type = xsiType(found);
    if (type?.startsWith('ArrayOf')) {
      const item = Object.keys(found).find((key) => key !== 'attributes');
      return item === undefined ? [] : asArray(Reflect.get(found, item));
    }
  }
  return asArray(found);
}

/** Text of an element; an empty element is the empty string, a missing one undefined. */
export function text(node: unknown, path?: string): string | undefined {
  const found = path === undefined ? node : child(node, path);
  if (found === undefined) return undefined;
  if (found === null) return '';
  if (typeof found === 'string') return found;
  if (typeof found === 'number' || typeof found === 'boolean') return String(found);
  if (found instanceof Date) return found.toISOString();
  const value = child(found, '$value');
  if (value !== undefined && value !== null) return text(value);
  return Object.keys(found).every((key) => key === 'attributes') ? '' : undefined;
}

/** A number, exact below 2^53; undefined when missing or not a number. */
export function number(node: unknown, path?: string): number | undefined {
  const found = text(node, path);
  if (found === undefined || found === '') return undefined;
  const value = Number(found);
  return Number.isFinite(value) ? value : undefined;
}

export function flag(node: unknown, path?: string): boolean | undefined {
  const found = text(node, path);
  return found === undefined || found === '' ? undefined : found === 'true' || found === '1';
}

/** Class of a polymorphic value without its prefix, e.g. `VirtualDisk`. */
export function xsiType(node: unknown): string | undefined {
  const attributes = child(node, 'attributes');
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  const key = Object.keys(attributes).find((name) => name.endsWith(':type'));
  if (key === undefined) return undefined;
  const value: unknown = Reflect.get(attributes, key);
  return typeof value === 'string' ? value.replace(/^.*:/, '') : undefined;
}
