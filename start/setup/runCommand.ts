import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, type Environment } from '../../config/environment.ts';
import { readSetupConfig } from '../../config/setup.ts';

export interface CommandOptions {
  cwd?: string;
  environment?: Environment;
  timeoutMs?: number;
  uid?: number;
  gid?: number;
}

/** A command that failed. */
export class CommandError extends Error {
  /** The last lines of what it printed, or why it could not run. */
  readonly detail: string;
  /** All that it printed. */
  readonly output: string;

  constructor(command: string, detail: string, output: string) {
    super(`${command} failed: ${detail}`);
    this.name = 'CommandError';
    this.detail = detail;
    this.output = output;
  }
}

/** Runs a program without a shell and returns its standard output; throws CommandError when it fails. */
export function runCommand(file: string, args: string[], options: CommandOptions = {}): Promise<string> {
  const { environment, timeoutMs, ...rest } = options;
  return new Promise((resolve, reject) => {
    execFile(
      file,
      args,
      { ...rest, env: childEnvironment(environment), timeout: timeoutMs ?? 0, maxBuffer: 64 << 20, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const printed = lastLines(stderr) || lastLines(stdout);
        const reason = error.killed ? `no answer within ${timeoutMs} ms` : error.message.split('\n')[0];
        const detail = printed || (reason ?? 'unknown reason');
        reject(new CommandError([file, ...args].join(' '), detail, `${stdout}${stderr}`.trim() || detail));
      },
    );
  });
}

/** Absolute path of a program on PATH, or undefined. */
export function findOnPath(program: string): string | undefined {
  const { searchPath } = readSetupConfig();
  return searchPath.map((folder) => join(folder, program)).find(isExecutable);
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-6).join('\n');
}
