/** Pollers of a queue that ended stay listed for minutes; one that lives asks at least once a minute. */
const freshMs = 70_000;

/** Whether a mover that asked for work at this time still listens. Both in milliseconds since 1970. */
export function isListening(lastSeenAt: number, now: number): boolean {
  return now - lastSeenAt < freshMs;
}
