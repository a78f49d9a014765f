import { type DeclaredType, extendsType, type Field, fieldsOf, isDataType, isManagedType } from '../vim/schema.ts';
import type { Data, Ref } from '../vim/values.ts';
import { invalidRequest } from '../vim/vimFault.ts';
import type { XmlElement } from './xmlTree.ts';

export const vimNamespace = 'urn:vim25';
export const schemaNamespace = 'http://www.w3.org/2001/XMLSchema';
export const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * Reads the children of an element by a list of fields as vpxd does: with a cursor that only moves forward, so that
 * order matters, and without mercy for anything unknown or missing.
 * @param typeName how a complaint names the whole
 */
export function readFields(
  children: readonly XmlElement[],
  fields: readonly Field[],
  typeName: string,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  let cursor = 0;
  for (const child of children) {
    const at = fields.findIndex((field, index) => index >= cursor && field.name === child.name);
    const field = fields[at];
    if (field === undefined || child.namespace !== vimNamespace) throw unexpected(child.name, typeName);
    const value = readValue(child, field.type);
    if (field.type.list) {
      const list = result[field.name];
      if (Array.isArray(list)) list.push(value);
      else result[field.name] = [value];
      cursor = at;
    } else {
      result[field.name] = value;
      cursor = at + 1;
    }
  }
  const missing = fields.find((field) => field.required && result[field.name] === undefined);
  if (missing !== undefined) {
    throw invalidRequest(`Required property ${missing.name} is missing from data object of type ${typeName}`);
  }
  return result;
}

/** Reads one element of a declared type; `xsi:type` may name a subtype. */
export function readValue(element: XmlElement, declared: DeclaredType): unknown {
  if (element.attributes.has(`{${instanceNamespace}}nil`)) {
    throw invalidRequest(`Unexpected xsi:nil on element "${element.name}": leave unset properties out`);
  }
  if (declared.kind === 'reference') return readReference(element, declared.name);
  const named = instanceType(element);
  if (declared.kind === 'enum') return readScalar(element, 'string');
  if (declared.kind === 'primitive' && declared.name !== 'anyType') {
    if (named !== undefined && named.name !== declared.name) throw wrongType(element.name, named.name, declared.name);
    return readScalar(element, declared.name);
  }
  if (declared.name === 'anyType') return readAny(element, named);
  return readData(element, named?.name ?? declared.name, declared.name);
}

function readAny(element: XmlElement, named: { namespace: string; name: string } | undefined): unknown {
  if (named === undefined) throw invalidRequest(`Element "${element.name}" of type anyType needs an xsi:type`);
  if (named.namespace === schemaNamespace) return readScalar(element, named.name);
  if (named.name === 'ManagedObjectReference') return readReference(element, 'any');
  if (isDataType(named.name)) return readData(element, named.name, named.name);
  if (named.name.startsWith('ArrayOf')) {
    throw invalidRequest(`Arrays are not expected in element "${element.name}"`);
  }
  return readScalar(element, 'string');
}

function readData(element: XmlElement, typeName: string, declaredName: string): Data {
  const fields = fieldsOf(typeName);
  if (fields === undefined || isManagedType(typeName)) {
    throw invalidRequest(`Unable to resolve type ${typeName} of element "${element.name}" in this API version`);
  }
  if (!extendsType(typeName, declaredName)) throw wrongType(element.name, typeName, declaredName);
  if (element.text.trim() !== '') {
    throw invalidRequest(`Unexpected text seen while parsing serialized DataObject of type ${typeName}`);
  }
  return { $type: typeName, ...readFields(element.children, fields, typeName) };
}

function readReference(element: XmlElement, base: string): Ref {
  const type = element.attributes.get('type');
  const id = element.text.trim();
  if (element.children.length > 0) throw unexpected(element.children[0]?.name ?? '', 'ManagedObjectReference');
  if (type === undefined || id === '') {
    throw invalidRequest(`Element "${element.name}" is not a managed object reference with a type attribute and an id`);
  }
  // Types that the lab does not serve cannot be checked; the object will not be found anyway.
  if (base !== 'any' && isManagedType(type) && isManagedType(base) && !extendsType(type, base)) {
    throw wrongType(element.name, type, base);
  }
  return { ref: type, id };
}

function instanceType(element: XmlElement): { namespace: string; name: string } | undefined {
  const raw = element.attributes.get(`{${instanceNamespace}}type`);
  if (raw === undefined) return undefined;
  const colon = raw.indexOf(':');
  const prefix = colon < 0 ? '' : raw.slice(0, colon);
  const namespace = element.namespaceOf(prefix);
  if (namespace === undefined) throw invalidRequest(`Undeclared namespace prefix "${prefix}" in xsi:type="${raw}"`);
  return { namespace, name: raw.slice(colon + 1) };
}

function readScalar(element: XmlElement, type: string): string | number | boolean {
  if (element.children.length > 0) throw unexpected(element.children[0]?.name ?? '', type);
  const text = element.text;
  switch (type) {
    case 'boolean':
      if (/^\s*(true|1)\s*$/.test(text)) return true;
      if (/^\s*(false|0)\s*$/.test(text)) return false;
      break;
    case 'byte':
    case 'short':
    case 'int':
    case 'long':
      if (/^\s*[+-]?\d+\s*$/.test(text)) return inRange(Number(text), type, element.name);
      break;
    case 'float':
    case 'double':
      if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
      break;
    default:
      return text;
  }
  throw invalidRequest(`Cannot parse "${text.slice(0, 40)}" of element "${element.name}" as ${type}`);
}

function inRange(value: number, type: string, name: string): number {
  const bits = { byte: 8, short: 16, int: 32, long: 64 }[type] ?? 64;
  if (value < -(2 ** (bits - 1)) || value >= 2 ** (bits - 1)) {
    throw invalidRequest(`Value of element "${name}" is out of range for ${type}`);
  }
  return value;
}

function unexpected(tag: string, typeName: string) {
  return invalidRequest(
    `Unexpected element tag "${tag}" seen while parsing serialized DataObject of type vim.${typeName}`,
  );
}

function wrongType(tag: string, found: string, declared: string) {
  return invalidRequest(`Element "${tag}" has type ${found} where ${declared} is declared`);
}
