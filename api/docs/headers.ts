import type { RouteDefinition } from '../../contract/route.ts';

/** Headers that a route takes beside the login. */
export function parametersOf({ idempotent, ifMatch }: RouteDefinition) {
  const parameters = [
    ...(idempotent ? [idempotencyKey] : []),
    ...(ifMatch === undefined ? [] : [{ ...ifMatchHeader, required: ifMatch === 'required' }]),
  ];
  return parameters.length > 0 ? { parameters } : {};
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
