import { useSyncExternalStore } from 'react';
import type { z } from 'zod';
import { sessionSchema, type User } from '../../contract/session.ts';

type Session = z.infer<typeof sessionSchema>;

interface SessionState {
  session: Session | null;
  /** A session was there and the API no longer takes it. */
  ended: boolean;
}

// Of this tab alone, and gone with it.
const key = 'drover.session';
const listeners = new Set<() => void>();
let state: SessionState = { session: readStored(), ended: false };

function readStored(): Session | null {
  try {
    const session = sessionSchema.parse(JSON.parse(sessionStorage.getItem(key) ?? 'null'));
    return Date.parse(session.expiresAt) > Date.now() ? session : null;
  } catch {
    return null;
  }
}

function set(next: SessionState): void {
  state = next;
  if (next.session === null) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, JSON.stringify(next.session));
  for (const listener of listeners) listener();
}

export const startSession = (session: Session): void => set({ session, ended: false });
export const leaveSession = (): void => set({ session: null, ended: false });
/** The API said that the token is no longer good. */
export const loseSession = (): void => {
  if (state.session !== null) set({ session: null, ended: true });
};
export const currentToken = (): string | null => state.session?.token ?? null;

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Who is logged in; only below a page that demands a login. */
export function useUser(): User {
  const { session } = useSession();
  if (session === null) throw new Error('This page needs a login.');
  return session.user;
}
