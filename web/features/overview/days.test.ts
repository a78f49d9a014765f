import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf } from './days.ts';

const now = new Date(2026, 10, 26, 9, 30);
const hoursAgo = fc.integer({ min: 0, max: 167 }).map((ago) => ({
  from: new Date(now.getTime() - ago * 3_600_000).toISOString(),
  readBytes: 1,
  completed: 1,
}));

test('every hour since the first midnight is in one day, its own', () => {
  fc.assert(
    fc.property(fc.array(hoursAgo), (hours) => {
      const days = daysOf(hours, now);
      expect(days).toHaveLength(7);
      for (const { start, readBytes } of days) {
        const own = hours.filter(({ from }) => new Date(from).toDateString() === start.toDateString());
        expect(readBytes).toBe(own.length);
      }
    }),
  );
});
