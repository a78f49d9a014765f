import type { Params } from './types.ts';

/** Typed reads of validated parameters; the schema has made sure of presence and type. */
export function text(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined) throw new Error(`parameter '${name}' is read but not required by its schema`);
  return String(value);
}

export function optionalText(params: Params, name: string): string | undefined {
  const value = params[name];
  return value === undefined ? undefined : String(value);
}

export function integer(params: Params, name: string): number {
  return Number(text(params, name));
}

export function optionalInteger(params: Params, name: string): number | undefined {
  const value = params[name];
  return value === undefined ? undefined : Number(value);
}

export function flag(params: Params, name: string, otherwise = false): boolean {
  const value = params[name];
  return value === undefined ? otherwise : value === true;
}

/** A `*-list` value: parted by commas, semicolons, spaces or NULs. */
export function list(params: Params, name: string): string[] {
  return (optionalText(params, name) ?? '').split(/[,;\s\0]+/).filter((item) => item !== '');
}
