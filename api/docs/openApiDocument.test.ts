import { describe, expect, test } from 'vitest';
import { type ErrorCode, errors } from '../../contract/errors.ts';
import { problemSchema } from '../../contract/problem.ts';
import type { RouteDefinition } from '../../contract/route.ts';
import { routes } from '../../contract/routes.ts';
import { openApiDocument } from './openApiDocument.ts';
import { requestExamples } from './requestExamples.ts';

const document = openApiDocument('0.0.0');
const shown = document.components?.examples as Record<string, { value: unknown }> | undefined;
const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));

describe.each(Object.entries<unknown>(requestExamples))('the example for %s', (operationId, example) => {
  test('fits what the route takes', () => {
    const { body } = (routes as Record<string, RouteDefinition>)[operationId] ?? {};
    expect(body?.safeParse(example).error).toBeUndefined();
  });
});

test('every operation that takes a body shows one', () => {
  const bodies = operations.flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {}));
  expect(bodies.filter((body) => (body as { example?: unknown }).example === undefined)).toEqual([]);
  expect(bodies.length).toBeGreaterThan(10);
});

test('every answer that tells problems has an example of each', () => {
  const problems = operations.flatMap(({ responses }) =>
    Object.values<{ content?: Record<string, { examples?: object }> }>(responses).flatMap(
      ({ content }) => content?.['application/problem+json'] ?? [],
    ),
  );
  expect(problems.length).toBeGreaterThan(100);
  for (const { examples = {} } of problems) {
    expect(Object.keys(examples)).not.toEqual([]);
    for (const code of Object.keys(examples)) {
      expect(problemSchema.parse(shown?.[code]?.value)).toMatchObject({
        code,
        status: errors[code as ErrorCode].status,
      });
    }
  }
});
