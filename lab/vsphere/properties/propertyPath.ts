import type { ManagedObject } from '../objects/managedObject.ts';
import { type DeclaredType, type Field, fieldsOf, fieldWithin } from '../vim/schema.ts';
import { DeclaredValue, isData } from '../vim/values.ts';
import { invalidProperty } from '../vim/vimFault.ts';

interface Segment {
  name: string;
  /** Of `device[2000]` or `value["x"]`. */
  key?: string;
}

/**
 * Whether objects of a type can have such a property, e.g. `config.hardware.device`.
 * @throws InvalidProperty
 */
export function checkPath(typeName: string, path: string): void {
  let declared: DeclaredType = { kind: 'data', name: typeName, list: false };
  for (const segment of segments(path)) {
    // A type that the lab does not know in detail is not judged.
    if (declared.kind === 'data' && fieldsOf(declared.name) === undefined) return;
    const field: Field | undefined =
      declared.kind === 'data' && !declared.list ? fieldWithin(declared.name, segment.name) : undefined;
    if (field === undefined || (segment.key !== undefined && !field.type.list)) throw invalidProperty(path);
    declared = segment.key === undefined ? field.type : { ...field.type, list: false };
  }
}

/**
 * The value at a path of an object.
 * @param first gives first-level properties, so that a caller may cache them
 * @returns undefined when something on the way is unset
 */
export function valueAt(
  object: ManagedObject,
  path: string,
  first: (name: string) => unknown = (name) => object.property(name),
): DeclaredValue | undefined {
  let declared: DeclaredType = { kind: 'data', name: object.ref.ref, list: false };
  let value: unknown = object;
  for (const [depth, segment] of segments(path).entries()) {
    const typeName: string = depth > 0 && isData(value) && value.$type !== undefined ? value.$type : declared.name;
    const field: Field | undefined = fieldsOf(typeName)?.find((one) => one.name === segment.name);
    if (field === undefined) return undefined;
    value = depth === 0 ? first(segment.name) : isData(value) ? value[segment.name] : undefined;
    declared = field.type;
    if (segment.key !== undefined) {
      value = Array.isArray(value)
        ? value.find((item) => isData(item) && String(item['key']) === segment.key)
        : undefined;
      declared = { ...declared, list: false };
    }
    if (value === undefined) return undefined;
  }
  return new DeclaredValue(declared, value);
}

function segments(path: string): Segment[] {
  const parts = path.match(/[^.[\]]+(?:\[[^\]]*\])?/g) ?? [];
  if (parts.join('.') !== path) throw invalidProperty(path);
  return parts.map((part) => {
    const match = /^([^[]+)\[(.*)\]$/.exec(part);
    if (match === null) return { name: part };
    return { name: match[1] ?? '', key: (match[2] ?? '').replace(/^"|"$/g, '') };
  });
}
