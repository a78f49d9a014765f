/** What of JSON Schema (2020-12) the contract's document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  pattern?: string;
  format?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

export interface OpenApi {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Operation {
  operationId: string;
  security?: unknown[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description: string; headers?: Record<string, unknown>; content?: Content }>;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

type Content = Record<string, { schema: Schema }>;

/** The schema that a reference leads to. */
export function resolve(document: OpenApi, schema: Schema): Schema {
  let found = schema;
  while (found.$ref !== undefined) {
    const name = found.$ref.replace('#/components/schemas/', '');
    const next = document.components.schemas[name];
    if (next === undefined) throw new Error(`${found.$ref} leads nowhere`);
    found = next;
  }
  return found;
}

/** Everything that a value may be, one type each. */
export function alternatives(document: OpenApi, schema: Schema): Schema[] {
  const found = resolve(document, schema);
  const inner = found.anyOf ?? found.oneOf;
  if (inner !== undefined) return inner.flatMap((one) => alternatives(document, one));
  if (Array.isArray(found.type)) return found.type.map((type) => ({ ...found, type }));
  return [found];
}

/** Undefined: any. An integer is a number as well. */
export function typeOf({ type, const: only, enum: values }: Schema): string | undefined {
  if (typeof type === 'string') return type;
  const example = only ?? values?.[0];
  return example === undefined ? undefined : typeof example;
}

/** Undefined: no closed list. */
export function valuesOf({ const: only, enum: values }: Schema): unknown[] | undefined {
  return only === undefined ? values : [only];
}
