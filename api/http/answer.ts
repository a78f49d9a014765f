import type { Logger } from 'pino';
import { DroverError } from '../../contract/errors.ts';
import type { RouteDefinition } from '../../contract/route.ts';

/** The body of an answer as it leaves: checked against the route's schema, and nothing beside it. Null: none. */
export function bodyOf(
  route: RouteDefinition,
  answer: unknown,
  { log, strict }: { log: Logger; strict: boolean },
): unknown {
  if (route.response === null) return null;
  const parsed = route.response.safeParse(answer);
  // The parsed copy: what the schema does not name never leaves. A signature would not survive that.
  if (parsed.success) return route.verbatim ? answer : parsed.data;
  const { issues } = parsed.error;
  if (strict) throw new DroverError('internal', `The answer does not fit its schema: ${JSON.stringify(issues)}`);
  log.error({ issues }, 'answer does not fit its schema');
  return answer;
}
