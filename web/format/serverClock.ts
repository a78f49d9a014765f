/** Below that it may be the way of the answer, and the whole seconds of its header. Milliseconds. */
const noiseMs = 5000;

/** By how much the server's clock is ahead of this machine's; 0 where they agree. Milliseconds. */
let aheadMs = 0;

/** @param date header `Date` of an answer that has just come (RFC 9110, 6.6.1) */
export function learnServerTime(date: string | null, receivedAt = Date.now()): void {
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return;
  const off = told - receivedAt;
  aheadMs = Math.abs(off) < noiseMs ? 0 : off;
}

/** The time by the server's clock: what it tells is of then, whatever this machine's clock says. */
export function serverNow(): number {
  return Date.now() + aheadMs;
}
