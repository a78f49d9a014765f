import type { IncomingHttpHeaders } from 'node:http';
import type { RawData, WebSocket } from 'ws';
import { can } from '../../contract/can.ts';
import { clientMessageSchema, unauthorisedClose } from '../../contract/events.ts';
import { type Actor, actorOf } from '../http/actor.ts';
import type { Identifier, Identity } from '../session/identify.ts';
import type { SessionCookie } from '../session/sessionCookie.ts';

const authenticateMs = 10_000;

/** Lets a socket in by the console's cookie, else by the token in its first message. Null: it was closed. */
export async function admit(
  socket: WebSocket,
  headers: IncomingHttpHeaders,
  { identifier, sessionCookie }: { identifier: Identifier; sessionCookie: SessionCookie },
): Promise<Actor | null> {
  const shown = sessionCookie.read(headers) === null ? byFirstMessage : byCookie;
  const identity = await shown().catch(() => null);
  const actor = identity && actorOf(identity);
  if (actor !== null && can(actor, 'migrations:read')) return actor;
  socket.close(unauthorisedClose, 'log in first');
  return null;

  function byCookie(): Promise<Identity | null> {
    return identifier.identify({ headers: { cookie: headers.cookie } });
  }

  async function byFirstMessage(): Promise<Identity | null> {
    const token = await firstToken(socket);
    return token === null ? null : identifier.identifyToken(token);
  }
}

function firstToken(socket: WebSocket): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), authenticateMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(null);
    });
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
