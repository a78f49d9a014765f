import { useSyncExternalStore } from 'react';
import { can } from '../../contract/can.ts';
import type { Permission } from '../../contract/permission.ts';
import type { ConsoleSession, User } from '../../contract/session.ts';

interface SessionState {
  session: ConsoleSession | null;
  /** A session was there and the API no longer takes it. */
  ended: boolean;
  /** There is no user yet: the first one is to be made. */
  setupNeeded: boolean;
  /** The API has been asked who is logged in. */
  known: boolean;
}

// The session itself is a cookie that no script can read; this is what the API tells of it, in memory alone.
const listeners = new Set<() => void>();
let state: SessionState = { session: null, ended: false, setupNeeded: false, known: false };

function set(next: Partial<SessionState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

export const startSession = (session: ConsoleSession): void => set({ session, ended: false, setupNeeded: false });
export const leaveSession = (): void => set({ session: null, ended: false });
/** The API said that the session is no longer good. */
export const loseSession = (): void => {
  if (state.session !== null) set({ session: null, ended: true });
};
/** What the API says of this browser. */
export const recallSession = (told: { session: ConsoleSession | null; setupNeeded: boolean }): void =>
  set({ ...told, known: true });
export const currentCsrfToken = (): string | null => state.session?.csrfToken ?? null;

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

/** Whether who is logged in may do something in a project; without one, in any. The API has the last word. */
export function useMay(permission: Permission, projectId?: string): boolean {
  return can(useUser(), permission, projectId === undefined ? undefined : { projectId });
}
