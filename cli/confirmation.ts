import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { CommandContext } from './commands/context.ts';
import { CliError, exitCodes, usageError } from './exitCode.ts';

interface Confirmation {
  /** What will happen. */
  text: string;
  /** Ends with a question mark. */
  question: string;
  /** `--yes` was given: it is told and not asked. */
  yes: boolean;
}

interface Terminal {
  stdin: Readable & { isTTY?: boolean };
  stderr: Writable;
}

/**
 * Shows what a command will do and asks for a yes.
 * @throws CliError usage where nobody can be asked, failed where the answer is another one
 */
export async function confirm(
  { output, signal }: Pick<CommandContext, 'output' | 'signal'>,
  { text, question, yes }: Confirmation,
  { stdin, stderr }: Terminal = process,
): Promise<void> {
  if (yes) return output.note(text);
  if (!stdin.isTTY) throw usageError('There is no terminal to ask on: say --yes to go on without being asked.');
  stderr.write(`${text}\n${question} [y/N] `);
  // Without a terminal of its own, Ctrl-C stays the signal that the program waits for.
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    if (/^y(es)?$/i.test((await firstLine(lines, signal)).trim())) return;
  } finally {
    lines.close();
  }
  throw new CliError(exitCodes.failed, 'It was not confirmed: nothing has been sent.');
}

/** Empty where the input ends before a line. */
function firstLine(lines: ReturnType<typeof createInterface>, signal: AbortSignal): Promise<string> {
  return new Promise((done, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason), { once: true });
    lines.once('line', done);
    lines.once('close', () => done(''));
  });
}
