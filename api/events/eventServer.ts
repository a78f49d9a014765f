import type { Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { clientMessageSchema, eventsPath, type ServerEvent, unauthorisedClose } from '../../contract/events.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type Actor, findActor } from '../http/actor.ts';
import { type ChangeFeed, openChangeFeed } from './changeFeed.ts';
import { Coalescer } from './coalescer.ts';
import { readEvent } from './readEvent.ts';
import { Subscriber } from './subscriber.ts';

const authenticateMs = 10_000;
const checkMs = 30_000;
const coalesceMs = 100;

export interface EventServer {
  close(): Promise<void>;
}

/** Live events at `/api/v1/events`: one listener on the database, any number of sockets. */
export function serveEvents(server: Server, dependencies: ApiDependencies): EventServer {
  const { database, log } = dependencies;
  const subscribers = new Map<WebSocket, Subscriber>();
  const tellAll = (event: ServerEvent) => {
    for (const subscriber of subscribers.values()) subscriber.tell(event);
  };
  const changes = new Coalescer(coalesceMs, async (key) => {
    if (subscribers.size === 0) return;
    try {
      const event = await readEvent(database, JSON.parse(key));
      if (event !== null) tellAll(event);
    } catch (error) {
      log.warn({ err: error }, 'event not read');
      tellAll({ type: 'refetch' });
    }
  });
  const feed: ChangeFeed = openChangeFeed(
    database,
    {
      changed: (change) => changes.add(JSON.stringify(change)),
      missed: () => tellAll({ type: 'refetch' }),
    },
    log,
  );

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== eventsPath) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => void admit(webSocket, dependencies, subscribers));
  });
  return {
    async close() {
      changes.stop();
      for (const socket of sockets.clients) socket.close(1001, 'the server stops');
      sockets.close();
      await feed.close();
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

/** Lets a socket in after its first message has shown a token, and out again when the session has ended. */
async function admit(
  socket: WebSocket,
  { database, log }: ApiDependencies,
  subscribers: Map<WebSocket, Subscriber>,
): Promise<void> {
  socket.on('error', (error) => log.debug({ err: error }, 'event socket failed'));
  const token = await firstToken(socket);
  const actor = token === null ? null : await findActor(database, token).catch(() => null);
  if (token === null || actor === null || !actor.permissions.includes('migrations:read')) {
    socket.close(unauthorisedClose, 'log in first');
    return;
  }
  const stopWatching = watchSession(socket, actor, () => findActor(database, token));
  socket.on('close', () => {
    stopWatching();
    subscribers.delete(socket);
  });
  const subscriber = new Subscriber(socket);
  subscribers.set(socket, subscriber);
  subscriber.tell({ type: 'ready' });
}

function firstToken(socket: WebSocket): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), authenticateMs);
    socket.once('close', () => resolve(null));
    socket.once('message', (data: RawData) => {
      clearTimeout(timer);
      resolve(tokenIn(String(data)));
    });
  });
}

function tokenIn(text: string): string | null {
  try {
    return clientMessageSchema.parse(JSON.parse(text)).token;
  } catch {
    return null;
  }
}

/** Every half minute: drops a socket that no longer answers pings, or whose session has ended. */
function watchSession(socket: WebSocket, actor: Actor, find: () => Promise<Actor | null>): () => void {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const timer = setInterval(async () => {
    if (!alive) {
      socket.terminate();
      return;
    }
    alive = false;
    socket.ping();
    const known = actor.sessionExpiresAt.getTime() > Date.now() && (await find().catch(() => actor));
    if (!known) socket.close(unauthorisedClose, 'the session has ended');
  }, checkMs);
  return () => clearInterval(timer);
}
