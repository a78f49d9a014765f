import type { CutoverPolicy } from '../../../contract/plan.ts';

/**
 * A cutover as forms hold it: one value, so that two edits of it are contested as a whole. `manual`,
 * `at TIME UNTIL` or `auto SECONDS FROM UNTIL`; what is absent is empty, and left out at the end.
 */
export interface CutoverParts {
  mode: CutoverPolicy['mode'];
  /** Seconds. */
  budget: string;
  /** ISO 8601, as is `until`. */
  from: string;
  until: string;
}

export type WrongCutover = 'cutoverAt' | 'budget' | 'until';

export function partsOf(text: string): CutoverParts {
  const [mode, ...rest] = text.split(' ');
  if (mode !== 'at' && mode !== 'auto') return { mode: 'manual', budget: '', from: '', until: '' };
  const [budget = '', from = '', until = ''] = mode === 'at' ? ['', ...rest] : rest;
  return { mode, budget, from, until };
}

export function textOf({ mode, budget, from, until }: CutoverParts): string {
  const values = { manual: [], at: [from, until], auto: [budget.replace(/\s/g, ''), from, until] };
  return [mode, ...values[mode]].join(' ').trimEnd();
}

export function textOfPolicy(policy: CutoverPolicy): string {
  if (policy.mode === 'manual') return 'manual';
  const { mode, at = '', until = '' } = policy;
  const budget = policy.mode === 'auto' ? `${policy.downtimeBudgetSeconds ?? ''}` : '';
  return textOf({ mode, budget, from: at, until });
}

/** Null: something of it cannot be, see `wrongCutover`. */
export function policyOf(text: string): CutoverPolicy | null {
  if (wrongCutover(text) !== null) return null;
  const { mode, budget, from, until } = partsOf(text);
  const time = (value: string) => new Date(value).toISOString();
  const end = until === '' ? {} : { until: time(until) };
  if (mode === 'manual') return { mode };
  if (mode === 'at') return { mode, at: time(from), ...end };
  return {
    ...{ mode, ...(budget === '' ? {} : { downtimeBudgetSeconds: Number(budget) }) },
    ...{ ...(from === '' ? {} : { at: time(from) }), ...end },
  };
}

/** The first thing that is missing or cannot be. */
export function wrongCutover(text: string): WrongCutover | null {
  const { mode, budget, from, until } = partsOf(text);
  if (mode === 'at' || from !== '') {
    if (Number.isNaN(Date.parse(from))) return 'cutoverAt';
  }
  if (budget !== '' && !(Number.isInteger(Number(budget)) && Number(budget) > 0)) return 'budget';
  if (until === '') return null;
  const end = Date.parse(until);
  return Number.isNaN(end) || (from !== '' && end <= Date.parse(from)) ? 'until' : null;
}
