import type { RouteDefinition } from '../../contract/route.ts';

/** What a route takes beside the login, its path and its own query. */
export function parametersOf({ idempotent, ifMatch, sparse }: RouteDefinition) {
  const parameters = [
    ...(idempotent ? [idempotencyKey] : []),
    ...(sparse ? [fieldsOf(Object.keys(sparse.shape))] : []),
    ...(ifMatch === undefined ? [] : [{ ...ifMatchHeader, required: ifMatch === 'required' }]),
  ];
  return parameters.length > 0 ? { parameters } : {};
}

function fieldsOf(names: string[]) {
  return {
    name: 'fields',
    in: 'query',
    required: false,
    description: 'Only these fields of each row, separated by commas.',
    style: 'form',
    explode: false,
    schema: { type: 'array', minItems: 1, items: { type: 'string', enum: names } },
    example: names.slice(0, 2),
  } as const;
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'The same key with the same request answers the same for 24 hours and does nothing twice; `Idempotent-Replayed: true` tells a repeated answer. Requests that were refused or failed leave the key free.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
} as const;

const ifMatchHeader = {
  name: 'If-Match',
  in: 'header',
  description: 'The `ETag` of the version that the edit is based on; another version now is refused.',
  schema: { type: 'string' },
} as const;

/** Of a 429. */
export const retryHeader = {
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } },
} as const;

export const etagHeader = {
  ETag: { description: 'Version of the object, for `If-Match`.', schema: { type: 'string' } },
} as const;
