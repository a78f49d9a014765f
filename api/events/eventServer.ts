import type { IncomingHttpHeaders, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { can } from '../../contract/can.ts';
import { eventsPath, type ServerEvent } from '../../contract/events.ts';
import type { Permission } from '../../contract/permission.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Actor } from '../http/actor.ts';
import { isOwnOrigin } from '../session/crossSite.ts';
import { createIdentifier } from '../session/identify.ts';
import { admit } from './admit.ts';
import { type ChangeFeed, openChangeFeed } from './changeFeed.ts';
import { Coalescer } from './coalescer.ts';
import { type OwnedEvent, readEvent } from './readEvent.ts';
import { Subscriber } from './subscriber.ts';
import { watchCredential } from './watchCredential.ts';

const coalesceMs = 100;

export interface EventServer {
  close(): Promise<void>;
}

/** A console, and who looks at it as was last known. */
interface Admitted {
  subscriber: Subscriber;
  actor: Actor;
  /** Looks whether the login still holds. */
  check(): void;
}

/** Live events at `/api/v1/events`: one listener on the database, any number of sockets. */
export function serveEvents(server: Server, dependencies: ApiDependencies): EventServer {
  const { database, sessionCookie, log } = dependencies;
  const identifier = createIdentifier(dependencies);
  const subscribers = new Map<WebSocket, Admitted>();
  const tellAll = (event: ServerEvent) => {
    for (const { subscriber } of subscribers.values()) subscriber.tell(event);
  };
  const tellThose = ({ event, projectId }: OwnedEvent) => {
    for (const { subscriber, actor } of subscribers.values()) {
      if (can(actor, permissionOf(event), { projectId })) subscriber.tell(event);
    }
  };
  const changes = new Coalescer(coalesceMs, async (key) => {
    if (subscribers.size === 0) return;
    try {
      const owned = await readEvent(database, JSON.parse(key));
      if (owned !== null) tellThose(owned);
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
        for (const { actor, check } of subscribers.values()) if (actor.credential.id === change.id) check();
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
    const actor = await admit(socket, headers, { identifier, sessionCookie });
    if (actor === null || socket.readyState !== socket.OPEN) return;
    const { check, stop } = watchCredential(socket, actor, {
      identifier,
      known(now) {
        const admitted = subscribers.get(socket);
        if (admitted !== undefined) admitted.actor = now;
      },
    });
    socket.on('close', () => {
      stop();
      subscribers.delete(socket);
    });
    const subscriber = new Subscriber(socket);
    subscribers.set(socket, { subscriber, actor, check });
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

function permissionOf({ type }: ServerEvent): Permission {
  return type === 'inventory' ? 'inventory:read' : 'migrations:read';
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
