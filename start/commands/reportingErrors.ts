import { ApiProblem, ApiUnreachable } from '../../client/apiProblem.ts';
import { ConfigurationError } from '../../config/configurationError.ts';
import { DemoError } from '../demo/demoError.ts';
import { CommandError } from '../setup/runCommand.ts';
import { SetupError } from '../setup/setupError.ts';
import { NotReadyError } from '../supervisor/readiness.ts';

/** Runs a command. What the user can mend is told in a sentence and a remedy, never with a stack trace. */
export async function reportingErrors(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const told = readableError(error);
    if (told === undefined) throw error;
    process.exitCode = 1;
    console.error(told);
  }
}

/** Undefined: a defect of ours, which needs its stack trace. */
export function readableError(error: unknown): string | undefined {
  if (error instanceof SetupError || error instanceof DemoError) return `${error.message}\n${error.remedy}`;
  if (error instanceof ApiProblem) return `${error.message} (${error.problem.code})\n${error.problem.remedy}`;
  const isPlain = [NotReadyError, CommandError, ConfigurationError, ApiUnreachable].some(
    (kind) => error instanceof kind,
  );
  return isPlain ? (error as Error).message : undefined;
}
