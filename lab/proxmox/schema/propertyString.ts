import type { ParamValue, PropertyStringSchema } from './types.ts';
import { validateValue } from './validateValue.ts';

export type PropertyMap = Record<string, ParamValue>;

/** Thrown by {@link parsePropertyString}; `message` ends with a line feed as PVE's own texts do. */
export class PropertyStringError extends Error {}

/**
 * Parses `file,key=value,…` by its schema (JSONSchema.pm parse_property_string).
 * @param path name of the parameter, used in the error text `scsi0.cache: …`.
 * @throws PropertyStringError with PVE's text.
 */
export function parsePropertyString(text: string, schema: PropertyStringSchema, path: string): PropertyMap {
  const raw = splitParts(text, schema);
  const values: PropertyMap = {};
  const problems: string[] = [];
  for (const [key, value] of raw) {
    const keySchema = schema.keys[key];
    if (!keySchema) throw new PropertyStringError(`invalid key in comma-separated list property: ${key}\n`);
    const result = validateValue(value, keySchema, 'propertyString');
    if ('error' in result) problems.push(`${path}.${key}: ${result.error.trimEnd()}\n`);
    else values[key] = result.value;
  }
  for (const [key, keySchema] of Object.entries(schema.keys)) {
    if (!keySchema.optional && !raw.has(key)) {
      problems.push(`${path}.${key}: property is missing and it is not optional\n`);
    }
  }
  if (problems.length > 0) throw new PropertyStringError(`format error\n${problems.join('')}`);
  return values;
}

function splitParts(text: string, schema: PropertyStringSchema): Map<string, string> {
  const parts = new Map<string, string>();
  const set = (key: string, value: string): void => {
    if (parts.has(key)) throw new PropertyStringError(`duplicate key in comma-separated list property: ${key}\n`);
    parts.set(key, value);
  };
  for (const part of text.split(',')) {
    if (part === '') continue;
    const assignment = /^([^=]+)=(.+)$/.exec(part);
    const [key, value] = [assignment?.[1], assignment?.[2]];
    if (key === undefined || value === undefined) {
      if (/^[^=]+=$/.test(part)) throw new PropertyStringError('missing value in comma-separated list property\n');
      if (!schema.defaultKey) {
        throw new PropertyStringError('value without key, but schema does not define a default key\n');
      }
      if (parts.has(schema.defaultKey)) {
        throw new PropertyStringError(`missing key in comma-separated list property: ${part}\n`);
      }
      set(schema.defaultKey, part);
    } else if (schema.keyAlias?.keys.includes(key)) {
      set(schema.keyAlias.nameKey, key);
      set(schema.keyAlias.valueKey, value);
    } else {
      set(key, value);
    }
  }
  return parts;
}

/** Prints as PVE re-prints: the default or aliased key first, then the others sorted. */
export function printPropertyString(values: PropertyMap, schema: PropertyStringSchema): string {
  const head: string[] = [];
  const done = new Set<string>();
  const alias = schema.keyAlias;
  if (alias && values[alias.nameKey] !== undefined) {
    done.add(alias.nameKey);
    const value = values[alias.valueKey];
    if (value !== undefined) {
      head.push(`${printValue(values[alias.nameKey])}=${printValue(value)}`);
      done.add(alias.valueKey);
    } else {
      head.push(printValue(values[alias.nameKey]));
    }
  } else if (schema.defaultKey && values[schema.defaultKey] !== undefined) {
    head.push(printValue(values[schema.defaultKey]));
    done.add(schema.defaultKey);
  }
  const rest = Object.keys(values)
    .filter((key) => !done.has(key))
    .sort()
    .map((key) => `${key}=${printValue(values[key])}`);
  return [...head, ...rest].join(',');
}

function printValue(value: ParamValue | undefined): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value ?? '');
}
