import { readFileSync } from 'node:fs';

/** A type as a field or a parameter declares it. */
export interface DeclaredType {
  kind: 'primitive' | 'reference' | 'enum' | 'data';
  /** `string`, `anyType`, `VirtualMachine`, ... */
  name: string;
  list: boolean;
}

export interface Field {
  name: string;
  type: DeclaredType;
  required: boolean;
}

export interface OperationSchema {
  /** Managed object type that has it. */
  owner: string;
  name: string;
  parameters: readonly Field[];
  /** Undefined: answers nothing. */
  result?: DeclaredType;
  privilege?: string;
}

interface TypeSchema {
  name: string;
  base?: string;
  own: readonly Field[];
}

const primitives = new Set('string boolean int long short byte float double dateTime anyType base64Binary'.split(' '));

const dataTypes = readTypes(['messages', 'faults', 'machine', 'devices', 'infrastructure']);
const managedTypes = readTypes(['managedObjects']);
const operations = readOperations();
const fieldsByType = new Map<string, readonly Field[]>();

/** All fields in the order of the wire, inherited ones first; undefined for a type that the lab does not know. */
export function fieldsOf(typeName: string): readonly Field[] | undefined {
  const cached = fieldsByType.get(typeName);
  if (cached !== undefined) return cached;
  const schema = dataTypes.get(typeName) ?? managedTypes.get(typeName);
  if (schema === undefined) return undefined;
  const inherited = schema.base === undefined ? [] : (fieldsOf(schema.base) ?? []);
  const fields = [...inherited, ...schema.own];
  fieldsByType.set(typeName, fields);
  return fields;
}

/** Whether `typeName` is `base` or extends it. Every managed object is an `any`. */
export function extendsType(typeName: string, base: string): boolean {
  if (base === 'any') return true;
  for (let name: string | undefined = typeName; name !== undefined; ) {
    if (name === base) return true;
    name = (dataTypes.get(name) ?? managedTypes.get(name))?.base;
  }
  return false;
}

/** The field of a type or, failing that, of any type that extends it. */
export function fieldWithin(typeName: string, fieldName: string): Field | undefined {
  const own = fieldsOf(typeName)?.find((field) => field.name === fieldName);
  if (own !== undefined) return own;
  for (const candidate of dataTypes.keys()) {
    if (candidate === typeName || !extendsType(candidate, typeName)) continue;
    const field = fieldsOf(candidate)?.find((one) => one.name === fieldName);
    if (field !== undefined) return field;
  }
  return undefined;
}

export function isDataType(typeName: string): boolean {
  return dataTypes.has(typeName);
}

export function isManagedType(typeName: string): boolean {
  return managedTypes.has(typeName);
}

/** The operation of that name on an object of that type or one of its bases. */
export function operationOn(objectType: string, name: string): OperationSchema | undefined {
  return operations.find((operation) => operation.name === name && extendsType(objectType, operation.owner));
}

export function operationNamed(name: string): OperationSchema | undefined {
  return operations.find((operation) => operation.name === name);
}

function linesOf(file: string): string[] {
  const text = readFileSync(new URL(`${file}.vmodl`, import.meta.url), 'utf8');
  // An indented line continues the one before.
  return text
    .replace(/\n {2}/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function readTypes(files: string[]): Map<string, TypeSchema> {
  const types = new Map<string, TypeSchema>();
  for (const line of files.flatMap(linesOf)) {
    const match = /^(\w+)(?: : (\w+))? =(.*)$/.exec(line);
    if (match === null) throw new Error(`Malformed schema line: ${line}`);
    const [, name = '', base, rest = ''] = match;
    types.set(name, { name, base, own: readFields(rest) });
  }
  return types;
}

function readOperations(): OperationSchema[] {
  return linesOf('operations').map((line) => {
    const match = /^(\w+)\.(\w+) \((.*)\) -> (\S+)(?:\s+!(\S+))?$/.exec(line);
    if (match === null) throw new Error(`Malformed operation line: ${line}`);
    const [, owner = '', name = '', parameters = '', result = '', privilege] = match;
    return {
      owner,
      name,
      parameters: readFields(parameters),
      result: result === 'void' ? undefined : readType(result).type,
      privilege,
    };
  });
}

function readFields(text: string): Field[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', type = ''] = part.split(/\s+/);
      return { name, ...readType(type) };
    });
}

function readType(text: string): { type: DeclaredType; required: boolean } {
  const mark = text.at(-1) ?? '';
  const bare = '?*+'.includes(mark) ? text.slice(0, -1) : text;
  const list = mark === '*' || mark === '+';
  const required = mark !== '?' && mark !== '*';
  if (bare.startsWith('@')) return { type: { kind: 'reference', name: bare.slice(1), list }, required };
  if (bare.startsWith('enum:')) return { type: { kind: 'enum', name: bare.slice(5), list }, required };
  return { type: { kind: primitives.has(bare) ? 'primitive' : 'data', name: bare, list }, required };
}
