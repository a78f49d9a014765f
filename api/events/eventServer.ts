import type { IncomingHttpHeaders, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { eventsPath, type ServerEvent } from '../../contract/events.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isOwnOrigin } from '../session/crossSite.ts';
import { createIdentifier } from '../session/identify.ts';
import { recentSettings } from '../settings/recentSettings.ts';
import { admit } from './admit.ts';
import { type ChangeFeed, openChangeFeed } from './changeFeed.ts';
import { Coalescer } from './coalescer.ts';
import { readEvent } from './readEvent.ts';
import { Subscriber } from './subscriber.ts';
import { watchCredential } from './watchCredential.ts';

const coalesceMs = 100;

export interface EventServer {
  close(): Promise<void>;
}

interface Admitted {
  subscriber: Subscriber;
  credentialId: string;
  /** Looks whether the login still holds. */
  check(): void;
}

/** Live events at `/api/v1/events`: one listener on the database, any number of sockets. */
export function serveEvents(server: Server, dependencies: ApiDependencies): EventServer {
  const { database, sessionCookie, log } = dependencies;
  const identifier = createIdentifier(dependencies, recentSettings(database));
  const subscribers = new Map<WebSocket, Admitted>();
  const tellAll = (event: ServerEvent) => {
    for (const { subscriber } of subscribers.values()) subscriber.tell(event);
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
      changed(change) {
        if (change.kind !== 'session') return changes.add(JSON.stringify(change));
        for (const { credentialId, check } of subscribers.values()) if (credentialId === change.id) check();
      },
      missed() {
        tellAll({ type: 'refetch' });
        for (const { check } of subscribers.values()) check();
      },
    },
    log,
  );

  const join = async (socket: WebSocket, headers: IncomingHttpHeaders) => {
    socket.on('error', (error) => log.debug({ err: error }, 'event socket failed'));
    const identity = await admit(socket, headers, { identifier, sessionCookie });
    if (identity === null || socket.readyState !== socket.OPEN) return;
    const { check, stop } = watchCredential(socket, identity, identifier);
    socket.on('close', () => {
      stop();
      subscribers.delete(socket);
    });
    const subscriber = new Subscriber(socket);
    subscribers.set(socket, { subscriber, credentialId: identity.credential.id, check });
    subscriber.tell({ type: 'ready' });
  };

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4096 });
  server.on('upgrade', (request, socket, head) => {
    const { headers, url } = request;
    if (url?.split('?')[0] !== eventsPath) return refuse(socket, '404 Not Found');
    // Pages of other addresses may open sockets too, and the browser adds our cookie unless it is strict.
    const foreign = headers.origin === undefined || !isOwnOrigin(headers.origin, headers, dependencies);
    if (sessionCookie.read(headers) !== null && foreign) return refuse(socket, '403 Forbidden');
    sockets.handleUpgrade(request, socket, head, (webSocket) => void join(webSocket, headers));
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

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
