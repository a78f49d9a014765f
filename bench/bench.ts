/** One measured line. Bench files export `bench`; bench/index.ts lists them. */
export interface BenchRow {
  what: string;
  /** Median of ours. */
  ours: number;
  /** Median of the peer, measured in turns with ours; null when the row has only a limit. */
  peer: number | null;
  peerName: string | null;
  /** Peer's time over ours: above 1 ours is faster. For shares and limits: ours over the peer. */
  ratio: number | null;
  /** What is asked for, as a sentence. */
  aim: string;
  unit: string;
  runs: number;
}

/** A row, or what is said in a sentence. */
export type BenchLine = BenchRow | string;

export interface Bench {
  name: string;
  /** @param options of the command line, by name, as text */
  run(options: Record<string, string>): Promise<BenchLine[]>;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Seconds that the work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

/** Runs all of them in turns, so that what else the machine does hits them alike. Each is told its run, from 0. */
export async function inTurns<TName extends string>(
  runs: number,
  contestants: Record<TName, (run: number) => Promise<number>>,
): Promise<Record<TName, number>> {
  const entries = Object.entries<(run: number) => Promise<number>>(contestants);
  const measured = entries.map(([name, measure]) => ({ name, measure, values: [] as number[] }));
  for (let run = 0; run < runs; run += 1) {
    for (const { measure, values } of measured) values.push(await measure(run));
  }
  return Object.fromEntries(measured.map(({ name, values }) => [name, median(values)])) as Record<TName, number>;
}

/** A row of two medians in seconds. */
export function timeRow(row: Pick<BenchRow, 'what' | 'ours' | 'aim' | 'runs'> & { peer: number; peerName: string }) {
  return { ...row, ratio: row.peer / row.ours, unit: 's' };
}

/** A row of a figure that has a limit. */
export function limitRow(row: Pick<BenchRow, 'what' | 'ours' | 'unit' | 'runs'>, limit: number): BenchRow {
  return { ...row, peer: limit, peerName: 'limit', ratio: row.ours / limit, aim: `at most ${limit} ${row.unit}` };
}
