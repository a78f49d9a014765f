import { SetupError } from '../../start/setup/setupError.ts';

/** How large the scale bench is. */
export interface ScaleOptions {
  /** Migrations open at once with one delta in `minutes`; a fifth of them are open with ten. */
  runs: number;
  /** How long they are watched once all are open, and the longer interval between two deltas. */
  minutes: number;
  /** Ended migrations in the database. */
  finished: number;
  /** VMs in the inventory. */
  vms: number;
}

const usage = 'Usage: npm run bench -- scale [--runs N] [--minutes N] [--finished N] [--vms N]';

/** What the command line says, as text; what it leaves out is as large as the issue asks for. */
export function readScaleOptions(given: Partial<Record<keyof ScaleOptions, string>>): ScaleOptions {
  return {
    runs: whole('runs', given.runs, 1000),
    minutes: whole('minutes', given.minutes, 10),
    finished: whole('finished', given.finished, 10_000),
    vms: whole('vms', given.vms, 50_000),
  };
}

function whole(name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new SetupError(`--${name} takes a whole number from 1, not "${text}".`, usage);
}
