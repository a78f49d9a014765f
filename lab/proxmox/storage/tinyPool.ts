import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { ThinPool } from './thinStorage.ts';

/**
 * A thin pool that is really full when it is full: a memory file system of limited size under the lab's folder.
 * Its volumes are saved beside it when the lab stops and restored when it starts. Without root it stays inactive.
 */
export interface TinyPool extends ThinPool {
  close(): void;
}

export function openTinyPool(deviceDir: string, bytes: number, log: (line: string) => void): TinyPool {
  const saved = `${deviceDir}.saved`;
  mkdirSync(deviceDir, { recursive: true });
  mkdirSync(saved, { recursive: true });
  let mounted = isMounted(deviceDir);
  if (!mounted && process.getuid?.() === 0) {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0755`, 'drover-lab-tiny-thin', deviceDir]);
      copySparse(saved, deviceDir);
      mounted = true;
    } catch (error) {
      log(`storage tiny-thin stays inactive: its file system cannot be mounted (${String(error)})`);
    }
  }
  return {
    deviceDir,
    active: () => mounted,
    usage: async () => {
      if (!mounted) return { total: 0, used: 0, avail: 0 };
      const { blocks, bsize, bavail, bfree } = await statfs(deviceDir);
      return { total: blocks * bsize, used: (blocks - bfree) * bsize, avail: bavail * bsize };
    },
    close() {
      if (!mounted || !existsSync(deviceDir)) return;
      copySparse(deviceDir, saved);
      // Lazily: a writer outside the lab may still hold a volume open.
      execFileSync('umount', ['--lazy', deviceDir]);
      mounted = false;
    },
  };
}

function isMounted(path: string): boolean {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[1] === path.replaceAll(' ', '\\040'));
}

function copySparse(from: string, to: string): void {
  execFileSync('find', [to, '-mindepth', '1', '-delete']);
  execFileSync('cp', ['-a', '--sparse=always', `${from}/.`, to]);
}
