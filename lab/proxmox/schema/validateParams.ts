import { badParameters } from '../http/apiError.ts';
import { PropertyStringError, parsePropertyString } from './propertyString.ts';
import type { ParamSchema, ParamSchemas, Params } from './types.ts';
import { type RawValue, validateValue } from './validateValue.ts';

/**
 * Checks all parameters of a call and collects every error, as PVE does.
 * @throws ApiError 400 with `errors`.
 */
export function validateParams(raw: Record<string, RawValue>, schemas: ParamSchemas): Params {
  const errors: Record<string, string> = {};
  const params: Params = {};
  for (const [name, rawValue] of Object.entries(raw)) {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    if (!schema) {
      errors[name] = 'property is not defined in schema and the schema does not allow additional properties';
      continue;
    }
    // Repeated keys arrive as arrays; where a list string is expected PVE joins them by commas.
    const value = Array.isArray(rawValue) && schema.type === 'string' ? rawValue.join(',') : rawValue;
    const result = validateValue(value, schema, 'parameter');
    if ('error' in result) {
      errors[name] = result.error;
      continue;
    }
    const problem = propertyStringProblem(name, result.value, schema);
    if (problem) errors[name] = problem;
    else params[name] = result.value;
  }
  for (const [name, schema] of Object.entries(schemas)) {
    const given = Object.hasOwn(raw, name);
    if (!given && !schema.optional) errors[name] = 'property is missing and it is not optional';
    if (given && schema.requires && !Object.hasOwn(raw, schema.requires)) {
      errors[schema.requires] = `missing property required by '${name}'`;
    }
  }
  if (Object.keys(errors).length > 0) throw badParameters(errors);
  return params;
}

function propertyStringProblem(name: string, value: unknown, schema: ParamSchema): string | undefined {
  if (!schema.propertyString || typeof value !== 'string') return undefined;
  try {
    parsePropertyString(value, schema.propertyString, name);
    return undefined;
  } catch (error) {
    if (error instanceof PropertyStringError) return `invalid format - ${error.message}`;
    throw error;
  }
}
