import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LimitCalendar } from '../../../contract/limits.ts';
import { limitAt } from '../../../domain/limitAt.ts';
import { limitInput, ownLimit } from './ownLimit.ts';

const rate = fc.integer({ min: 1, max: 2 ** 40 });
const window = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => days.toSorted()),
  from: fc.constantFrom('00:00', '08:00', '22:30'),
  to: fc.constantFrom('06:00', '18:00'),
  bytesPerSecond: fc.oneof(fc.constant(0), rate),
});
const calendar: fc.Arbitrary<LimitCalendar> = fc.record({
  bytesPerSecond: fc.option(rate),
  timeZone: fc.constantFrom('UTC', 'Asia/Taipei'),
  windows: fc.array(window, { maxLength: 3 }),
});
const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });

/** As movers apply them. */
function heldAt(own: number | null, other: LimitCalendar | null, at: Date): number {
  return Math.min(own ?? Number.POSITIVE_INFINITY, (other && limitAt(other, at)) ?? Number.POSITIVE_INFINITY);
}

test('what is sent unedited limits at every moment as before', () => {
  fc.assert(
    fc.property(fc.option(rate), fc.option(calendar), moment, (own, given, at) => {
      const draft = ownLimit(
        { bandwidthBytesPerSecond: own ?? undefined, bandwidthCalendar: given ?? undefined },
        'UTC',
      );
      const sent = limitInput(draft);
      expect(heldAt(sent.bytesPerSecond ?? null, sent.calendar ?? null, at)).toBe(heldAt(own, given, at));
    }),
  );
});
