import type { WebSocket } from 'ws';
import { can } from '../../contract/can.ts';
import { unauthorisedClose } from '../../contract/events.ts';
import { type Actor, actorOf } from '../http/actor.ts';
import type { Identifier } from '../session/identify.ts';

const checkMs = 30_000;
const longestTimerMs = 2 ** 31 - 1000;

/**
 * Closes a socket when its login has ended: at its end, on `check`, and every half minute, when a socket that no longer
 * answers pings is dropped too. `known` hears what its user may do now. While the database does not answer, what was
 * known holds.
 */
export function watchCredential(
  socket: WebSocket,
  { credential }: Actor,
  { identifier, known }: { identifier: Identifier; known(actor: Actor): void },
): { check(): void; stop(): void } {
  let alive = true;
  socket.on('pong', () => {
    alive = true;
  });
  const check = async () => {
    try {
      const identity = await identifier.again(credential);
      const actor = identity && actorOf(identity);
      if (actor === null || !can(actor, 'migrations:read')) socket.close(unauthorisedClose, 'the session has ended');
      else known(actor);
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
