import type { VerifyStep } from './step.ts';

export interface StepResult {
  name: string;
  seconds: number;
  problems: string[];
}

/** Runs the steps, `width` at a time, in their order, and reports each as it ends. */
export async function runSteps(
  steps: VerifyStep[],
  width: number,
  report: (result: StepResult) => void,
): Promise<StepResult[]> {
  const waiting = [...steps];
  const results: StepResult[] = [];
  async function lane(): Promise<void> {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const startedAt = performance.now();
      const problems = await problemsOf(step);
      const result = { name: step.name, seconds: (performance.now() - startedAt) / 1000, problems };
      results.push(result);
      report(result);
    }
  }
  await Promise.all(Array.from({ length: width }, lane));
  return results;
}

async function problemsOf(step: VerifyStep): Promise<string[]> {
  try {
    return await step.run();
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}
