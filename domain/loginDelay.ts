/** Wrong passwords that cost nothing. */
const free = 4;
const longestMs = 15 * 60_000;

/**
 * How long no password of an account is taken after so many wrong ones in a row: a second after the fifth, twice as long
 * after each further one, a quarter of an hour at most.
 * @returns milliseconds
 */
export function loginDelay(failures: number): number {
  if (failures <= free) return 0;
  return Math.min(longestMs, 1000 * 2 ** Math.min(failures - free - 1, 30));
}
