import { useEffect, useRef, useState } from 'react';
import type { DiskProgress } from '../../../contract/migration.ts';

const longest = 90;

/** The rates of all disks together as they were reported while this page was open, oldest first. Bytes per second. */
export function useRateHistory(progress: DiskProgress[]): number[] {
  const [rates, setRates] = useState<number[]>([]);
  const newest =
    progress
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? '';
  const seen = useRef('');
  useEffect(() => {
    if (newest === '' || newest === seen.current) return;
    seen.current = newest;
    const total = progress
      .filter(({ doneBytes, totalBytes }) => doneBytes < totalBytes)
      .reduce((sum, { bytesPerSecond }) => sum + bytesPerSecond, 0);
    setRates((known) => [...known, total].slice(-longest));
  }, [newest, progress]);
  return rates;
}
