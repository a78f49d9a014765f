import { expect, test } from 'vitest';
import { learnServerTime, serverNow } from './serverClock.ts';

const header = (at: number) => new Date(at).toUTCString();
const off = () => Math.round((serverNow() - Date.now()) / 1000);

test("the server's time holds over a clock that is off, and seconds of the way do not", () => {
  const hour = 3_600_000;
  learnServerTime(header(Date.now() - hour));
  expect(off()).toBeCloseTo(-3600, -1);
  learnServerTime(null);
  learnServerTime('yesterday');
  expect(off()).toBeCloseTo(-3600, -1);
  learnServerTime(header(Date.now() + 3000));
  expect(off()).toBe(0);
});
