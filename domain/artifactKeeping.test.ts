import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepingOf } from './artifactKeeping.ts';

const times = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const days = fc.integer({ min: 1, max: 365 });

test('housekeeping takes only images of migrations that are over, and none before its time', () => {
  fc.assert(
    fc.property(fc.constantFrom('image', 'certificate'), fc.boolean(), times, days, (kind, open, modifiedAt, kept) => {
      const { needed, removedBy, removedAfter } = keepingOf({ kind, open, modifiedAt }, kept);
      expect(needed).toBe(open || kind === 'certificate');
      expect(removedBy === 'housekeeping').toBe(!needed);
      expect(removedAfter !== null).toBe(!needed);
      if (removedAfter !== null) {
        expect(Date.parse(removedAfter) - Date.parse(modifiedAt)).toBe(kept * 86_400_000);
      }
    }),
  );
});
