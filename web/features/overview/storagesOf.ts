import type { TargetFacts, TargetStorage } from '../../../contract/targetFacts.ts';

/** Active storages that take images; what nodes share is there once. Fullest first. */
export function storagesOf({ storages }: TargetFacts): TargetStorage[] {
  const usable = storages.filter(
    ({ active, content, totalBytes }) => active && content.includes('images') && totalBytes > 0,
  );
  const once = new Map(
    usable.map((storage) => [storage.shared ? storage.name : `${storage.node}/${storage.name}`, storage]),
  );
  return [...once.values()].sort((a, b) => usedPart(b) - usedPart(a));
}

/** 0 to 1. */
export function usedPart({ totalBytes, availableBytes }: TargetStorage): number {
  return 1 - availableBytes / totalBytes;
}
