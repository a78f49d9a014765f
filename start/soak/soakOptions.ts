import { parseArgs } from 'node:util';
import { freshSeed } from '../../cli/chaos/seededRandom.ts';
import { SetupError } from '../setup/setupError.ts';

export interface SoakCommandOptions {
  seed: number;
  minutes: number;
  runs: number;
  json: boolean;
  /** Absent: a folder of its own, removed when all went well. */
  dataDir: string | undefined;
}

const usage = 'Usage: npm run soak -- [--minutes N] [--runs N] [--seed N] [--data DIR] [--json]';

export function readSoakOptions(args: string[]): SoakCommandOptions {
  const values = parse(args);
  return {
    seed: whole('--seed', values.seed) ?? freshSeed(),
    minutes: whole('--minutes', values.minutes) ?? 30,
    runs: whole('--runs', values.runs) ?? Number.POSITIVE_INFINITY,
    json: values.json,
    dataDir: values.data,
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    const json = { type: 'boolean', default: false } as const;
    return parseArgs({ args, options: { seed: text, minutes: text, runs: text, data: text, json } }).values;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new SetupError(`${reason}.`, usage);
  }
}

function whole(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new SetupError(`${option} takes a whole number, not "${text}".`, usage);
}
