import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../setup/checkout.ts';
import { SetupError } from '../setup/setupError.ts';

export interface StartOptions {
  /** No demo. */
  idle: boolean;
  /** Ends after the demo; the exit code tells whether all of it held. */
  once: boolean;
  /** The demo's report goes to stdout as one JSON document. */
  json: boolean;
  /** The demo goes by the staged cold route. */
  cold: boolean;
  s3: boolean;
  dataDir: string;
  port: number | undefined;
}

const usage = 'Usage: npm start -- [--idle | --once [--json]] [--cold] [--s3] [--data DIR] [--port N]';

export function readStartOptions(args: string[]): StartOptions {
  const values = parse(args);
  if (values.idle && values.once) throw new SetupError('--idle and --once exclude each other.', usage);
  if (values.idle && values.json) {
    throw new SetupError('--json prints the report of the demo, which --idle leaves out.', usage);
  }
  if (values.data === '') throw new SetupError('--data needs the name of a folder.', usage);
  return {
    idle: values.idle,
    once: values.once,
    json: values.json,
    cold: values.cold,
    s3: values.s3,
    dataDir: resolve(values.data ?? join(checkout, '.drover')),
    port: values.port === undefined ? undefined : readPort(values.port),
  };
}

function parse(args: string[]) {
  const off = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  try {
    const options = { idle: off, once: off, json: off, cold: off, s3: off, data: text, port: text };
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new SetupError(`${reason}.`, usage);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= 65_535) return port;
  throw new SetupError(`--port must be a number from 1 to 65535, not "${text}".`, usage);
}
