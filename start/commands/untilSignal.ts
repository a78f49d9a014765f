export interface Ending {
  /** Aborted by Ctrl-C, SIGTERM or SIGHUP. */
  signal: AbortSignal;
  ended: Promise<void>;
}

/** npm passes a Ctrl-C on to us that the terminal has sent us already; only a later one means impatience. */
const echoMs = 2_000;

/** Turns the first signal into an orderly end. A second, later one ends at once; the kernel ends the children then. */
export function untilSignal(): Ending {
  const controller = new AbortController();
  const ended = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()));
  let firstAt: number | undefined;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      firstAt ??= performance.now();
      if (controller.signal.aborted && performance.now() - firstAt > echoMs) process.exit(130);
      controller.abort();
    });
  }
  return { signal: controller.signal, ended };
}
