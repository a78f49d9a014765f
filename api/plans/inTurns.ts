/** How many VMs are asked about at the same time. */
const atOnce = 8;
/** No VM is begun after that long, so that the answer comes before clients and proxies give up. */
const budgetMs = 45_000;

/**
 * Does the work for each item, some at a time, in order. Items that the time did not reach, or that came after `work`
 * said to stop, are null in the answer.
 */
export async function inTurns<T, R>(
  items: T[],
  work: (item: T, stop: () => void) => Promise<R | null>,
): Promise<(R | null)[]> {
  const deadline = Date.now() + budgetMs;
  const results = new Array<R | null>(items.length).fill(null);
  const queue = items.entries();
  let stopped = false;
  const turn = async () => {
    for (const [index, item] of queue) {
      if (stopped || Date.now() > deadline) return;
      results[index] = await work(item, () => {
        stopped = true;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
  return results;
}
