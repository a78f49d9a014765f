import type { Overview } from '../../../contract/overview.ts';

export interface Day {
  /** Midnight of the reader. */
  start: Date;
  readBytes: number;
  completed: number;
}

/** The last seven days of the reader's zone, today last. An hour belongs to the day that it began in. */
export function daysOf(hours: Overview['hours'], now: Date): Day[] {
  const days = Array.from({ length: 7 }, (_, index) => {
    const start = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 6 + index);
    return { start, readBytes: 0, completed: 0 };
  });
  for (const { from, readBytes, completed } of hours) {
    const day = days.findLast(({ start }) => start.getTime() <= Date.parse(from));
    // Before the first midnight: the window of the API is to the hour, ours to the day.
    if (day === undefined) continue;
    day.readBytes += readBytes;
    day.completed += completed;
  }
  return days;
}
