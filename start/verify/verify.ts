import { docReferences } from './docReferences.ts';
import { houseRules } from './houseRules.ts';
import { releasedContract } from './openapi/releasedContract.ts';
import { productSteps } from './productSteps.ts';
import { runSteps } from './runSteps.ts';
import { toolSteps } from './toolSteps.ts';

/** Two at a time: the longest, the type check, runs beside the others. */
const width = 2;

/** Checks everything that needs no running system; prints a line per step and tells how many failed. */
export async function verify(print: (line: string) => void): Promise<number> {
  const steps = [...toolSteps, ...productSteps, releasedContract, docReferences, ...houseRules];
  const startedAt = performance.now();
  const results = await runSteps(steps, width, ({ name, seconds, problems }) => {
    print(`${problems.length === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds.toFixed(1)} s)`);
    for (const problem of problems) print(problem.replaceAll(/^/gm, '      '));
  });
  const failed = results.filter(({ problems }) => problems.length > 0);
  const total = ((performance.now() - startedAt) / 1000).toFixed(1);
  print(`verify: ${results.length - failed.length} of ${results.length} steps passed in ${total} s`);
  return failed.length;
}
