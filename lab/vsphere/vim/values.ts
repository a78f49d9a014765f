import type { DeclaredType } from './schema.ts';

/** A managed object reference: `<x type="VirtualMachine">vm-64</x>`. */
export interface Ref {
  readonly ref: string;
  readonly id: string;
}

/** A data object; `$type` may be left out where the declared type is the real one. */
export interface Data {
  readonly $type?: string;
  readonly [field: string]: unknown;
}

export function ref(type: string, id: string): Ref {
  return { ref: type, id };
}

export function isRef(value: unknown): value is Ref {
  return typeof value === 'object' && value !== null && 'ref' in value && 'id' in value && typeof value.id === 'string';
}

export function isData(value: unknown): value is Data {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !isRef(value)
  );
}

/** The elements of a list field that may be absent. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

export function dataList(value: unknown): readonly Data[] {
  return listOf(value).filter(isData);
}

/** A text argument that the schema check has already required. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** A property's value together with the type that its path declares: what PropertyCollector puts into an anyType. */
export class DeclaredValue {
  readonly type: DeclaredType;
  readonly value: unknown;

  constructor(type: DeclaredType, value: unknown) {
    this.type = type;
    this.value = value;
  }
}
