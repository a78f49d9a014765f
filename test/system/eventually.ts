/**
 * Looks until what it sees fits, and returns it. Unlike `expect.poll` it knows no current test, so that it also serves
 * tests that run side by side.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T> | T,
  fits: (seen: T) => boolean,
  { seconds = 180, intervalMs = 100 } = {},
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (fits(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${seconds} s, but ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
