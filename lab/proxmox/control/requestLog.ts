/** One request to the API, without parameters and secrets. */
export interface LoggedRequest {
  at: string;
  method: string;
  path: string;
  status: number;
  user?: string;
}

const kept = 5000;

export class RequestLog {
  readonly #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > kept) this.#entries.splice(0, this.#entries.length - kept);
  }

  /** @param since ISO time; only later requests. */
  list(since?: string): LoggedRequest[] {
    return since === undefined ? [...this.#entries] : this.#entries.filter((entry) => entry.at > since);
  }
}
