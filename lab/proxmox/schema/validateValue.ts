import type { ParamValue, ValueSchema } from './types.ts';

export type RawValue = string | number | boolean | null | RawValue[];

/** Inside property strings booleans have more spellings than as parameters of their own, where only 1 and 0 count. */
export type BooleanSpelling = 'parameter' | 'propertyString';

/**
 * Checks one value and converts it.
 * @returns the value, or the error text as PVE's JSONSchema.pm words it.
 */
export function validateValue(
  raw: RawValue,
  schema: ValueSchema,
  spelling: BooleanSpelling,
): { value: ParamValue } | { error: string } {
  if (schema.type === 'array') return { value: Array.isArray(raw) ? raw.map(String) : [String(raw)] };
  if (Array.isArray(raw)) return { error: `type check ('${schema.type}') failed - got ARRAY` };
  const text = raw === true ? '1' : raw === false ? '0' : String(raw ?? '');
  switch (schema.type) {
    case 'boolean':
      return booleanValue(text, spelling);
    case 'integer':
    case 'number':
      return numericValue(text, schema);
    case 'string':
      return stringValue(text, schema);
  }
}

function booleanValue(text: string, spelling: BooleanSpelling): { value: boolean } | { error: string } {
  if (text === '1') return { value: true };
  if (text === '0') return { value: false };
  if (spelling === 'propertyString') {
    if (/^(on|yes|true)$/i.test(text)) return { value: true };
    if (/^(off|no|false)$/i.test(text)) return { value: false };
  }
  return { error: `type check ('boolean') failed - got '${text}'` };
}

function numericValue(text: string, schema: ValueSchema): { value: number } | { error: string } {
  const wellFormed = schema.type === 'integer' ? /^[+-]?\d+$/.test(text) : /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text);
  if (!wellFormed) return { error: `type check ('${schema.type}') failed - got '${text}'` };
  if (schema.format) {
    const problem = formatProblem(text, schema.format);
    if (problem) return { error: problem };
  }
  const value = Number(text);
  if (schema.minimum !== undefined && value < schema.minimum) {
    return { error: `value must have a minimum value of ${schema.minimum}` };
  }
  if (schema.maximum !== undefined && value > schema.maximum) {
    return { error: `value must have a maximum value of ${schema.maximum}` };
  }
  return { value };
}

function stringValue(text: string, schema: ValueSchema): { value: string } | { error: string } {
  if (schema.format) {
    const problem = formatProblem(text, schema.format);
    if (problem) return { error: problem };
  }
  if (schema.pattern && !schema.pattern.test(text)) return { error: 'value does not match the regex pattern' };
  if (schema.maxLength !== undefined && text.length > schema.maxLength) {
    return { error: `value may only be ${schema.maxLength} characters long` };
  }
  if (schema.minLength !== undefined && text.length < schema.minLength) {
    return { error: `value must be at least ${schema.minLength} characters long` };
  }
  if (schema.enum && !schema.enum.includes(text)) {
    return { error: `value '${text}' does not have a value in the enumeration '${schema.enum.join(', ')}'` };
  }
  return { value: text };
}

function formatProblem(text: string, format: (value: string) => void): string | undefined {
  try {
    format(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `invalid format - ${message.endsWith('\n') ? message : `${message}\n`}`;
  }
}
