import { relative } from 'node:path';

/** What the JSON report of Vitest says of one file. */
export interface FileResult {
  /** Absolute path. */
  name: string;
  /** Milliseconds since 1970. */
  startTime: number;
  endTime: number;
}

const shown = 15;

/** Lines that tell which test files took longest, and the time of all together: where to look when a run gets too long. */
export function slowestFiles(files: readonly FileResult[], root: string): string[] {
  const taken = files.map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }));
  const all = taken.reduce((sum, { seconds }) => sum + seconds, 0);
  const longest = taken.sort((a, b) => b.seconds - a.seconds).slice(0, shown);
  const lines = longest.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(8)} s  ${relative(root, name)}`);
  return [`slowest of ${files.length} files, which took ${all.toFixed(0)} s together, three at a time:`, ...lines];
}
