import { execFile } from 'node:child_process';
import { DroverError } from '../../contract/errors.ts';

const longestOutput = 256 * 1024 * 1024;

/** Runs a program to its end and returns what it printed. @throws DroverError platform.unsupported | mover.volume-mismatch */
export function runTool(program: string, args: string[], signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: longestOutput, signal }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (signal?.aborted) reject(signal.reason);
      else if (error.code === 'ENOENT') {
        reject(
          new DroverError('platform.unsupported', `${program} is not installed on this mover. Install qemu-utils.`),
        );
      } else {
        const why = stderr.trim().split('\n').at(-1) ?? error.message;
        reject(new DroverError('mover.volume-mismatch', `${program} ${args[0]} failed: ${why}`, { cause: error }));
      }
    });
  });
}
