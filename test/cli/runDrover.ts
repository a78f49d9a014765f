import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../config/environment.ts';

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** Runs `drover` as a process of its own. `onNote` hears what it says on standard error, while it runs. */
export function runDrover(
  args: readonly string[],
  {
    environment = {},
    input,
    onNote,
  }: { environment?: Record<string, string>; input?: string; onNote?: (text: string) => void } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], { env: childEnvironment(environment) });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onNote?.(text);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input ?? '');
  });
}
