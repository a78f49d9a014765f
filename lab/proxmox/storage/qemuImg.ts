import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ImageInfo {
  format: string;
  'virtual-size': number;
  'actual-size'?: number;
  'backing-filename'?: string;
  'format-specific'?: { type: string; data?: { 'data-file'?: string; 'create-type'?: string; extents?: unknown[] } };
}

/** Ran and failed: `message` is the last line of its error output. */
export class QemuImgError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, words: string) {
    super(words.trim().split('\n').at(-1) ?? '');
    this.exitCode = exitCode;
  }
}

/**
 * Runs qemu-img with an argument list.
 * @param onProgress called with percents when `-p` is among the arguments.
 */
export async function qemuImg(
  args: readonly string[],
  options: { signal?: AbortSignal; onProgress?: (percent: number) => void } = {},
): Promise<string> {
  const child = spawn('qemu-img', args, { stdio: ['ignore', 'pipe', 'pipe'], killSignal: 'SIGKILL' });
  let output = '';
  let words = '';
  let failure: unknown;
  const kill = (): void => void child.kill('SIGKILL');
  options.signal?.addEventListener('abort', kill, { once: true });
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (!options.onProgress) {
      output += chunk;
      return;
    }
    for (const match of chunk.matchAll(/\((\d+\.\d+)\/100%\)/g)) {
      try {
        if (failure === undefined) options.onProgress(Number(match[1]));
      } catch (error) {
        failure = error;
        kill();
      }
    }
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words += chunk;
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    options.signal?.throwIfAborted();
    if (failure !== undefined) throw failure;
    if (code !== 0) throw new QemuImgError(code ?? -1, words);
    return output;
  } finally {
    options.signal?.removeEventListener('abort', kill);
  }
}

/** @param format absent: guessed from the content, only for files that are trusted or about to be checked. */
export async function imageInfo(path: string, format?: string): Promise<ImageInfo> {
  const args = ['info', '--output=json', '-U', ...(format === undefined ? [] : ['-f', format]), path];
  return JSON.parse(await qemuImg(args)) as ImageInfo;
}
