import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { type EventsState, subscribeEvents } from '../../client/events.ts';
import { applyEvent } from '../api/applyEvent.ts';
import { loseSession } from '../api/session.ts';

type LiveState = 'connecting' | Exclude<EventsState, 'unauthorised'>;

const LiveContext = createContext<LiveState>('connecting');

export function useLiveState(): LiveState {
  return useContext(LiveContext);
}

/** One socket for the whole console; its events go into the query cache. */
export function LiveEvents({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => {
    const subscription = subscribeEvents({
      baseUrl: window.location.origin,
      token: () => null,
      onEvent: (event) => applyEvent(client, event),
      onState: (next) => (next === 'unauthorised' ? loseSession() : setState(next)),
    });
    return () => subscription.close();
  }, [client]);
  return <LiveContext value={state}>{children}</LiveContext>;
}
