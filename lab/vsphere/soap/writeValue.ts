import { type DeclaredType, extendsType, fieldsOf } from '../vim/schema.ts';
import { DeclaredValue, isRef } from '../vim/values.ts';

/** Serialises a value as element(s) `name`; a list becomes repeated elements. Undefined becomes nothing. */
export function writeValue(name: string, declared: DeclaredType, value: unknown): string {
  if (value === undefined) return '';
  if (!declared.list) return writeOne(name, declared, value, false);
  if (!Array.isArray(value)) throw new Error(`Field ${name} is a list of ${declared.name}`);
  return value.map((item) => writeOne(name, declared, item, false)).join('');
}

/** Serialises a property's value inside an anyType element, where every value names its type. */
export function writeAny(name: string, declared: DeclaredType, value: unknown): string {
  if (!declared.list) return writeOne(name, declared, value, true);
  const item = arrayItemName(declared);
  const array = `ArrayOf${item.charAt(0).toUpperCase()}${item.slice(1)}`;
  const items = Array.isArray(value) ? value.map((one) => writeOne(item, declared, one, false)) : [];
  return `<${name} xsi:type="${array}">${items.join('')}</${name}>`;
}

function arrayItemName(declared: DeclaredType): string {
  if (declared.kind === 'reference') return 'ManagedObjectReference';
  if (declared.kind === 'data' && declared.name === 'MethodFault') return 'LocalizedMethodFault';
  return declared.name;
}

function writeOne(name: string, declared: DeclaredType, value: unknown, inAny: boolean): string {
  if (declared.kind === 'reference' || isRef(value)) return writeReference(name, value, inAny || isAny(declared));
  if (isAny(declared)) return writeUndeclared(name, value);
  if (declared.kind === 'primitive') {
    return element(name, inAny ? `xsd:${declared.name}` : undefined, scalarText(value));
  }
  if (declared.kind === 'enum') return element(name, inAny ? declared.name : undefined, scalarText(value));
  return writeData(name, declared.name, value, inAny);
}

function isAny(declared: DeclaredType): boolean {
  return declared.name === 'anyType';
}

function writeUndeclared(name: string, value: unknown): string {
  if (value instanceof DeclaredValue) return writeAny(name, value.type, value.value);
  if (typeof value === 'string') return element(name, 'xsd:string', escapeXml(value));
  if (typeof value === 'boolean') return element(name, 'xsd:boolean', String(value));
  if (value instanceof Date) return element(name, 'xsd:dateTime', value.toISOString());
  if (typeof value === 'object' && value !== null && '$type' in value && typeof value.$type === 'string') {
    return writeData(name, value.$type, value, true);
  }
  throw new Error(`Value of ${name} has no type of its own; give a data object with $type`);
}

function writeReference(name: string, value: unknown, inAny: boolean): string {
  if (!isRef(value)) throw new Error(`Field ${name} is not a managed object reference`);
  const type = inAny ? ' xsi:type="ManagedObjectReference"' : '';
  return `<${name} type="${escapeXml(value.ref)}"${type}>${escapeXml(value.id)}</${name}>`;
}

function writeData(name: string, declaredName: string, value: unknown, inAny: boolean): string {
  if (typeof value !== 'object' || value === null) throw new Error(`Field ${name} is not a ${declaredName}`);
  const given = value as Record<string, unknown>;
  const typeName = typeof given['$type'] === 'string' ? given['$type'] : declaredName;
  const fields = fieldsOf(typeName);
  if (fields === undefined) throw new Error(`No schema of type ${typeName} for ${name}`);
  if (!extendsType(typeName, declaredName)) throw new Error(`${typeName} is not a ${declaredName} (${name})`);
  const known = new Set(fields.map((field) => field.name));
  const stray = Object.keys(given).find((key) => key !== '$type' && given[key] !== undefined && !known.has(key));
  if (stray !== undefined) throw new Error(`${typeName} has no property ${stray}`);
  const content = fields.map((field) => {
    if (field.required && given[field.name] === undefined) throw new Error(`${typeName} lacks ${field.name}`);
    return writeValue(field.name, field.type, given[field.name]);
  });
  return element(name, inAny || typeName !== declaredName ? typeName : undefined, content.join(''));
}

function element(name: string, type: string | undefined, content: string): string {
  const attribute = type === undefined ? '' : ` xsi:type="${type}"`;
  return content === '' ? `<${name}${attribute}/>` : `<${name}${attribute}>${content}</${name}>`;
}

function scalarText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return escapeXml(String(value));
  }
  throw new Error(`Not a scalar: ${JSON.stringify(value)}`);
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

export function escapeXml(text: string): string {
  // XML 1.0 has no way to write most control characters.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are meant
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"']/g, (c) => escapes[c] ?? c);
}
