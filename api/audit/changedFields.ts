import { isDeepStrictEqual } from 'node:util';
import { masked } from './masked.ts';

interface States {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** Told by every edit, or of no weight: the event says itself who did it and when. */
const bookkeeping = ['revision', 'updatedAt', 'updatedBy'];

/**
 * Both states with the fields alone that differ; a state whole where the other one is not there. Compared before they
 * are masked, so that a secret that changed is told as changed, though not to what.
 */
export function changedFields(before: object | null, after: object | null): States {
  if (before === null || after === null) return { before: before && masked(before), after: after && masked(after) };
  const [old, now] = [before, after].map((state) => JSON.parse(JSON.stringify(state)) as Record<string, unknown>);
  const names = Object.keys({ ...old, ...now }).filter(
    (name) => !bookkeeping.includes(name) && !isDeepStrictEqual(old?.[name], now?.[name]),
  );
  return { before: pick(old, names), after: pick(now, names) };
}

function pick(state: Record<string, unknown> = {}, names: string[]): Record<string, unknown> {
  return masked(Object.fromEntries(names.filter((name) => name in state).map((name) => [name, state[name]])));
}
