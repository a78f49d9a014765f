import { usageError } from './exitCode.ts';
import { pointInTime } from './pointInTime.ts';

interface CutoverOptions {
  /** `manual`, `auto`, `auto:SECONDS` or a time. */
  cutover?: string;
  /** `FROM/UNTIL`: with `auto` it cuts over within, alone at its beginning. */
  window?: string;
}

/** @param planned what the plan file says, of which a window leaves `auto` with its budget. @throws CliError usage */
export function cutoverInput({ cutover: when, window }: CutoverOptions, planned: unknown): unknown {
  const times = window === undefined ? undefined : windowInput(window);
  if (when === undefined) {
    if (times === undefined) return undefined;
    return isAuto(planned) ? { ...planned, ...times } : { mode: 'at', ...times };
  }
  const auto = /^auto(?::(\d+))?$/.exec(when);
  if (auto !== null) {
    return { mode: 'auto', ...(auto[1] === undefined ? {} : { downtimeBudgetSeconds: Number(auto[1]) }), ...times };
  }
  if (times !== undefined) throw usageError(`--window goes with --cutover auto or stands alone, not with ${when}.`);
  return when === 'manual' ? { mode: 'manual' } : { mode: 'at', at: pointInTime('--cutover', when) };
}

function isAuto(planned: unknown): planned is { mode: 'auto' } {
  return typeof planned === 'object' && planned !== null && 'mode' in planned && planned.mode === 'auto';
}

function windowInput(text: string): { at: string; until: string } {
  const [from, to, ...more] = text.split('/');
  if (from === undefined || to === undefined || more.length > 0) {
    throw usageError(`--window takes FROM/UNTIL such as 2026-01-31T22:00/2026-02-01T02:00, not ${text}.`);
  }
  const at = pointInTime('--window', from);
  const until = pointInTime('--window', to);
  if (until <= at) throw usageError(`--window ends before it begins: ${text}.`);
  return { at, until };
}
