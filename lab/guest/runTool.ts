import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Runs a program to its end, without a shell.
 * @returns what it wrote on standard output
 * @throws Error with the program's own words
 */
export async function runTool(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  try {
    const { stdout } = await run(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (cause) {
    const words = (cause as { stderr?: string }).stderr?.trim();
    throw new Error(`${program} failed: ${words || String(cause)}`, { cause });
  }
}
