import { errors } from '../contract/errors.ts';
import type { Problem } from '../contract/problem.ts';
import { ApiProblem } from './apiProblem.ts';

/** The error in an answer; also of a proxy that answered in the API's place. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const told = response.headers.get('content-type')?.startsWith('application/problem+json');
  const body = told ? ((await response.json().catch(() => null)) as Problem | null) : null;
  return new ApiProblem(body ?? strangeAnswer(response));
}

function strangeAnswer(response: Response): Problem {
  const { title, remedy } = errors.internal;
  return {
    type: 'about:blank',
    title,
    status: response.status,
    detail: `The server answered with HTTP ${response.status} and without a reason.`,
    code: 'internal',
    remedy,
    correlationId: response.headers.get('x-correlation-id') ?? '',
  };
}
