import { eventsPath, type ServerEvent, serverEventSchema, unauthorisedClose } from '../contract/events.ts';

export interface EventsOptions {
  /** Of the server, with http or https. */
  baseUrl: string;
  /** Null: the browser shows the console's cookie. */
  token: () => string | null;
  onEvent(event: Exclude<ServerEvent, { type: 'ready' }>): void;
  /** `live`: events arrive. `lost`: they do not; it is tried again. `unauthorised`: a login is needed, it is not. */
  onState?(state: EventsState): void;
}

export type EventsState = 'live' | 'lost' | 'unauthorised';

export interface EventsSubscription {
  close(): void;
}

const firstPauseMs = 500;
const longestPauseMs = 15_000;

/**
 * Live events, in browsers and in Node. A lost connection is made again with growing pauses; after that, and whenever
 * the server says so, the event `refetch` tells that some may have been missed.
 */
export function subscribeEvents(options: EventsOptions): EventsSubscription {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let closed = false;
  let everLive = false;

  const connect = () => {
    socket = new WebSocket(`${options.baseUrl.replace(/^http/, 'ws')}${eventsPath}`);
    socket.onopen = () => {
      const token = options.token();
      if (token !== null) socket?.send(JSON.stringify({ type: 'authenticate', token }));
    };
    socket.onmessage = ({ data }) => receive(String(data));
    socket.onclose = ({ code }) => lost(code === unauthorisedClose);
  };
  const receive = (text: string) => {
    const event = readEvent(text);
    // An event of a newer server that this client does not know.
    if (event === null) return;
    if (event.type !== 'ready') {
      options.onEvent(event);
      return;
    }
    pauseMs = firstPauseMs;
    options.onState?.('live');
    if (everLive) options.onEvent({ type: 'refetch' });
    everLive = true;
  };
  const lost = (unauthorised: boolean) => {
    if (closed) return;
    options.onState?.(unauthorised ? 'unauthorised' : 'lost');
    if (unauthorised) return;
    timer = setTimeout(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  connect();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}

function readEvent(text: string): ServerEvent | null {
  try {
    return serverEventSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
