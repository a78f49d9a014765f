import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout } from '../../setup/checkout.ts';
import { breakingChanges } from './breakingChanges.ts';
import { mayBreak } from './releasedContract.ts';
import type { OpenApi, Operation, Schema } from './schema.ts';

const today = JSON.parse(readFileSync(join(checkout, 'contract/openapi.json'), 'utf8')) as OpenApi;

/** One operation whose request and response are changed by each case. */
function documentOf(change: (parts: Parts) => void = () => undefined): OpenApi {
  const parts: Parts = {
    body: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', maxLength: 80 },
        mode: { type: 'string', enum: ['warm', 'cold'] },
        share: { type: 'number' },
        storage: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        rows: { type: 'array', items: { $ref: '#/components/schemas/Row' } },
      },
    },
    answer: {
      type: 'object',
      required: ['id', 'state', 'next'],
      properties: {
        id: { type: 'string' },
        state: { type: 'string', enum: ['open', 'ended'] },
        next: { type: ['string', 'null'] },
        event: {
          oneOf: [
            { type: 'object', required: ['kind', 'at'], properties: { kind: { const: 'a' }, at: { type: 'string' } } },
            { type: 'object', required: ['kind'], properties: { kind: { const: 'b' } } },
          ],
        },
      },
    },
    row: { type: 'object', properties: { inner: { $ref: '#/components/schemas/Row' }, vlan: { type: 'integer' } } },
    operation: {
      operationId: 'createThing',
      parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 500 } }],
      responses: {
        409: { description: '`request.conflict`: Another state. `version.changed`: Changed' },
      },
    },
  };
  change(parts);
  const { body, answer, row, operation } = parts;
  return {
    info: { version: '0.1.0' },
    paths: {
      '/things': {
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: body } } },
          ...operation,
          responses: {
            201: {
              description: 'OK',
              headers: { ETag: {} },
              content: { 'application/json': { schema: answer } },
            },
            ...operation.responses,
          },
        },
      },
    },
    components: { schemas: { Row: row } },
  };
}

interface Parts {
  body: Schema & { properties: Record<string, Schema> };
  answer: Schema & { properties: Record<string, Schema> };
  row: Schema & { properties: Record<string, Schema> };
  operation: Operation;
}

type Change = (parts: Parts) => void;

const breaks: [what: string, change: Change, told: string][] = [
  ['a request field that is gone', ({ body }) => delete body.properties['mode'], 'request.mode: removed'],
  ['a request field that became required', ({ body }) => body.required?.push('mode'), 'request.mode: required now'],
  [
    'a new request field that is required',
    ({ body }) => {
      body.properties['size'] = { type: 'integer' };
      body.required?.push('size');
    },
    'request.size: required now',
  ],
  [
    'a value that is not taken any more',
    ({ body }) => Object.assign(body.properties['mode'] ?? {}, { enum: ['warm'] }),
    'request.mode: cold not taken any more',
  ],
  [
    'a type that changed',
    ({ body }) => Object.assign(body.properties, { name: { type: 'integer' } }),
    'request.name: string is not taken any more',
  ],
  [
    'null that is not taken any more',
    ({ body }) => Object.assign(body.properties, { storage: { type: 'string' } }),
    'request.storage: null is not taken any more',
  ],
  ['fractions refused', ({ body }) => Object.assign(body.properties, { share: { type: 'integer' } }), 'whole numbers'],
  [
    'a tighter bound',
    ({ body }) => Object.assign(body.properties['name'] ?? {}, { maxLength: 40 }),
    'request.name: maxLength is 40 now',
  ],
  [
    'a new pattern',
    ({ body }) => Object.assign(body.properties['name'] ?? {}, { pattern: '^a' }),
    'request.name: pattern is ^a now',
  ],
  [
    'a bound behind a reference, and in itself',
    ({ row }) => Object.assign(row.properties, { vlan: { type: 'integer', maximum: 10 } }),
    'request.rows[].vlan: maximum is 10 now',
  ],
  ['fields that were passed over', ({ body }) => Object.assign(body, { additionalProperties: false }), 'other fields'],
  ['a response field that is gone', ({ answer }) => delete answer.properties['id'], 'response.id: removed'],
  [
    'a response field that may be absent',
    ({ answer }) => Object.assign(answer, { required: ['id', 'next'] }),
    'response.state: may be absent now',
  ],
  [
    'null in a response',
    ({ answer }) => Object.assign(answer.properties, { id: { type: ['string', 'null'] } }),
    'response.id: may be null now',
  ],
  [
    'a field of one kind of object in a union',
    ({ answer }) => delete answer.properties['event']?.oneOf?.[0]?.properties?.['at'],
    'response.event.at: removed',
  ],
  [
    'a parameter that is gone',
    ({ operation }) => Object.assign(operation, { parameters: [] }),
    'POST /things: query limit removed',
  ],
  [
    'a parameter that is required',
    ({ operation }) => operation.parameters?.push({ name: 'x', in: 'query', required: true, schema: {} }),
    'query x required now',
  ],
  [
    'an error code that is gone',
    ({ operation }) => Object.assign(operation, { responses: { 409: { description: '`request.conflict`: It' } } }),
    'error code version.changed removed',
  ],
  ['a response that is gone', ({ operation }) => Object.assign(operation, { responses: {} }), 'response 409 removed'],
  ['another operation id', ({ operation }) => Object.assign(operation, { operationId: 'makeThing' }), 'operationId'],
];

test.each(breaks)('%s breaks', (_, change, told) => {
  expect(breakingChanges(documentOf(), documentOf(change)).join('\n')).toContain(told);
});

const additions: [what: string, change: Change][] = [
  ['nothing', () => undefined],
  ['an optional request field', ({ body }) => Object.assign(body.properties, { size: { type: 'integer' } })],
  ['a request field that need not be sent', ({ body }) => Object.assign(body, { required: [] })],
  ['another value of a request', ({ body }) => body.properties['mode']?.enum?.push('hot')],
  ['a wider bound', ({ body }) => Object.assign(body.properties['name'] ?? {}, { maxLength: 100 })],
  ['null taken', ({ body }) => Object.assign(body.properties, { name: { type: ['string', 'null'] } })],
  ['a response field', ({ answer }) => Object.assign(answer.properties, { at: { type: 'string' } })],
  ['another value of a response', ({ answer }) => answer.properties['state']?.enum?.push('parked')],
  ['null that never comes', ({ answer }) => Object.assign(answer.properties, { next: { type: 'string' } })],
  [
    'one more kind of object in a union',
    ({ answer }) => answer.properties['event']?.oneOf?.push({ type: 'object', properties: { kind: { const: 'c' } } }),
  ],
  [
    'an error code and a parameter that is optional',
    ({ operation }) => {
      operation.responses['404'] = { description: '`request.not-found`: Gone' };
      operation.parameters?.push({ name: 'sort', in: 'query', schema: { type: 'string' } });
    },
  ],
];

test.each(additions)('%s breaks nothing', (_, change) => {
  expect(breakingChanges(documentOf(), documentOf(change))).toEqual([]);
});

test('the whole contract of today breaks nothing against itself; each operation that goes is told', () => {
  expect(breakingChanges(today, today)).toEqual([]);
  const operations = Object.values(today.paths).flatMap((methods) => Object.keys(methods)).length;
  expect(breakingChanges(today, { ...today, paths: {} }).filter((line) => line.endsWith(': removed'))).toHaveLength(
    operations,
  );
});

test.each([
  ['0.1.0', '0.1.9', false],
  ['0.1.0', '0.2.0', true],
  ['1.4.0', '1.5.0', false],
  ['1.4.0', '2.0.0', true],
])('from %s to %s breaking is allowed: %s', (released, now, allowed) => {
  expect(mayBreak(released, now)).toBe(allowed);
});
