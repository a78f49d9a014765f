/** Lets a limited number of guests boot at once: each takes a whole core under TCG until it is ready. */
export class BootQueue {
  readonly #limit: number;
  #booting = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @returns a function that gives the slot back; calling it again does nothing. */
  async enter(signal: AbortSignal): Promise<() => void> {
    if (this.#booting >= this.#limit) await this.#turn(signal);
    else this.#booting += 1;
    let given = false;
    return () => {
      if (given) return;
      given = true;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#booting -= 1;
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(signal.reason);
      };
      this.#waiting.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
