import type { WebSocket } from 'ws';
import type { ServerEvent } from '../../contract/events.ts';

/** Bytes that may wait in a socket before events are held back. */
const fullBytes = 256 * 1024;

/** One console. While its connection is slow, only the newest event of each object is kept for it. */
export class Subscriber {
  readonly #socket: WebSocket;
  readonly #held = new Map<string, ServerEvent>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  tell(event: ServerEvent): void {
    if (this.#held.size === 0 && this.#socket.bufferedAmount < fullBytes) this.#send(event);
    else this.#held.set(keyOf(event), event);
  }

  #send(event: ServerEvent): void {
    this.#socket.send(JSON.stringify(event), (error) => {
      if (error) return;
      this.#release();
    });
  }

  #release(): void {
    while (this.#socket.bufferedAmount < fullBytes) {
      const [oldest] = this.#held;
      if (oldest === undefined) return;
      const [key, event] = oldest;
      this.#held.delete(key);
      this.#send(event);
    }
  }
}

function keyOf(event: ServerEvent): string {
  switch (event.type) {
    case 'migration':
      return `migration ${event.migration.id}`;
    case 'progress':
      return `progress ${event.migrationId}`;
    case 'inventory':
      return `inventory ${event.connectionId}`;
    case 'schedule':
      return `schedule ${event.scheduleId}`;
    case 'approval':
      return `approval ${event.approvalId}`;
    default:
      return event.type;
  }
}
