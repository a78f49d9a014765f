import { ApiProblem } from '../../client/apiProblem.ts';

const inBody = 'body.';

/** What the API says of single fields of a body that it refused, by their paths in it. */
export function refusedFields(error: Error | null): Map<string, string> {
  const issues = error instanceof ApiProblem ? (error.problem.issues ?? []) : [];
  return new Map(
    issues.flatMap(({ path, message }) =>
      path.startsWith(inBody) ? [[path.slice(inBody.length), message] as const] : [],
    ),
  );
}
