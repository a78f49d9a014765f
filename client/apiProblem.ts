import type { Problem } from '../contract/problem.ts';

/** The API refused a request, or failed at it; `problem` is what it said. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** No answer came from the API: it is not running, or the network is down. */
export class ApiUnreachable extends Error {
  constructor(baseUrl: string, cause: unknown) {
    super(`No answer from ${baseUrl}.`, { cause });
    this.name = 'ApiUnreachable';
  }
}
