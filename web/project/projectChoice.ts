import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { projectList } from '../api/projectQueries.ts';

const key = 'drover.project';
const listeners = new Set<() => void>();

/** Kept in this browser. @param id null: all projects */
export function chooseProject(id: string | null): void {
  if (id === null) localStorage.removeItem(key);
  else localStorage.setItem(key, id);
  for (const listener of listeners) listener();
}

/** The project that lists are narrowed to; null: all that the user sees. */
export function useChosenProject(): string | null {
  const stored = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => localStorage.getItem(key),
  );
  const { data } = useQuery(projectList);
  return chosenOf(stored, data);
}

/**
 * What was chosen in this browser may be of another user, or be out of sight since. Until it is known what is seen, it
 * counts: the API tells nobody of what they may not see.
 */
export function chosenOf(stored: string | null, seen: readonly { id: string }[] | undefined): string | null {
  if (stored === null || seen === undefined) return stored;
  return seen.length > 1 && seen.some(({ id }) => id === stored) ? stored : null;
}
