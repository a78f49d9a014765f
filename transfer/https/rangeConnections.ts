import { RangeConnection, type RangeServer } from './rangeConnection.ts';

/** Connections to one server, kept for the next request. */
export class RangeConnections {
  readonly #server: RangeServer;
  readonly #idle: RangeConnection[] = [];
  readonly #all = new Set<RangeConnection>();

  constructor(server: RangeServer) {
    this.#server = server;
  }

  async take(signal: AbortSignal): Promise<RangeConnection> {
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      if (kept.reusable) return kept;
      this.#all.delete(kept);
    }
    const connection = await RangeConnection.open(this.#server, signal);
    this.#all.add(connection);
    return connection;
  }

  /** After an answer that has ended; one that cannot be used again is closed. */
  give(connection: RangeConnection): void {
    if (connection.reusable) this.#idle.push(connection);
    else this.drop(connection);
  }

  drop(connection: RangeConnection): void {
    this.#all.delete(connection);
    connection.destroy();
  }

  close(): void {
    for (const connection of this.#all) connection.destroy();
    this.#all.clear();
    this.#idle.length = 0;
  }
}
