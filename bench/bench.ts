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

export interface Bench {
  name: string;
  run(): Promise<BenchRow[]>;
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
