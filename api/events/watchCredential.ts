import type { WebSocket } from 'ws';
import { unauthorisedClose } from '../../contract/events.ts';
import { actorOf } from '../http/actor.ts';
import type { Identifier, Identity } from '../session/identify.ts';

const checkMs = 30_000;
const longestTimerMs = 2 ** 31 - 1000;

/**
 * Closes a socket when its login has ended: at its end, on `check`, and every half minute, when a socket that no longer
 * answers pings is dropped too. While the database does not answer, what was known holds.
 */
export function watchCredential(
  socket: WebSocket,
  { credential }: Identity,
  identifier: Identifier,
): { check(): void; stop(): void } {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const check = async () => {
    try {
      const identity = await identifier.again(credential);
      if (identity !== null && actorOf(identity).permissions.includes('migrations:read')) return;
      socket.close(unauthorisedClose, 'the session has ended');
    } catch {
      // Asked again at the next turn.
    }
  };
  const turn = () => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    return check();
  };
  const turns = setInterval(turn, checkMs);
  const leftMs = Math.min(Math.max(0, credential.expiresAt.getTime() - Date.now()), longestTimerMs);
  const end = setTimeout(check, leftMs + 50);
  return {
    check: () => void check(),
    stop() {
      clearInterval(turns);
      clearTimeout(end);
    },
  };
}
