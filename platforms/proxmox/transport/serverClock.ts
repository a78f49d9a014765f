/** The server's clock as its `Date` headers show it. Task lists are searched by the server's time, not ours. */
export class ServerClock {
  #offsetMs: number | undefined;

  observe(date: string | undefined): void {
    const at = date === undefined ? Number.NaN : Date.parse(date);
    if (!Number.isNaN(at)) this.#offsetMs = at - Date.now();
  }

  /** Unix seconds on the server; our own clock until a reply has told. */
  nowSeconds(): number {
    return Math.floor((Date.now() + (this.#offsetMs ?? 0)) / 1000);
  }

  /** ISO 8601; null until a reply has told. */
  now(): string | null {
    return this.#offsetMs === undefined ? null : new Date(Date.now() + this.#offsetMs).toISOString();
  }
}
