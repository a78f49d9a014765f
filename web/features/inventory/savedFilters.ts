import { useSyncExternalStore } from 'react';
import { z } from 'zod';

const key = 'drover.inventory.filters';
const savedSchema = z.array(z.object({ name: z.string().min(1), params: z.record(z.string(), z.string()) }));
export type SavedFilter = z.infer<typeof savedSchema>[number];

const listeners = new Set<() => void>();
let cache: { text: string | null; saved: SavedFilter[] } | undefined;

/** Kept in this browser, for whoever uses it. What cannot be read counts as nothing. */
function read(): SavedFilter[] {
  const text = localStorage.getItem(key);
  if (cache === undefined || cache.text !== text) cache = { text, saved: parse(text) };
  return cache.saved;
}

function parse(text: string | null): SavedFilter[] {
  try {
    return savedSchema.parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}

function write(saved: SavedFilter[]): void {
  localStorage.setItem(key, JSON.stringify(saved));
  for (const listener of listeners) listener();
}

export function saveFilter(filter: SavedFilter): void {
  const others = read().filter(({ name }) => name !== filter.name);
  write([...others, filter].sort((a, b) => a.name.localeCompare(b.name)));
}

export function forgetFilter(name: string): void {
  write(read().filter((filter) => filter.name !== name));
}

export function useSavedFilters(): SavedFilter[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, read);
}
