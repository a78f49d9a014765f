export interface Output {
  readonly json: boolean;
  /** The result: one JSON document on stdout with `--json`, otherwise text for people. */
  result(value: unknown, text: () => string): void;
  /** One line while something goes on; with `--json` one JSON document per line. */
  event(value: unknown, text: () => string | undefined): void;
  /** For people only, on stderr. */
  note(text: string): void;
}

export function createOutput(json: boolean, streams: Pick<typeof process, 'stdout' | 'stderr'> = process): Output {
  return {
    json,
    result(value, text) {
      streams.stdout.write(`${json ? JSON.stringify(value, undefined, 2) : text()}\n`);
    },
    event(value, text) {
      const line = json ? JSON.stringify(value) : text();
      if (line !== undefined) streams.stdout.write(`${line}\n`);
    },
    note(text) {
      if (!json) streams.stderr.write(`${text}\n`);
    },
  };
}
