import { DroverError, type ErrorCode, errors } from '../../contract/errors.ts';
import { problemSchema } from '../../contract/problem.ts';
import { toProblem } from '../http/problem.ts';

/** The body of an answer that tells one of these codes, with an example of each. */
export function problemContent(codes: readonly ErrorCode[]) {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return { 'application/problem+json': { schema: problemSchema, examples } };
}

/** What `problemContent` refers to. */
export function problemExamples() {
  return Object.fromEntries((Object.keys(errors) as ErrorCode[]).map((code) => [code, exampleOf(code)]));
}

function exampleOf(code: ErrorCode) {
  const { title } = errors[code];
  return {
    summary: title,
    value: toProblem(new DroverError(code, `${title}.`), '8f14e45f-ceea-467f-9c2b-1d3c7a0f2b6e'),
  };
}
