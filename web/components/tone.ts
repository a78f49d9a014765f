export type Tone = 'info' | 'good' | 'warn' | 'bad' | 'idle';

/** Text on its soft ground. */
export const softTone: Record<Tone, string> = {
  info: 'bg-info-soft text-info',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  idle: 'bg-sunken text-muted',
};

export const fillTone: Record<Tone, string> = {
  info: 'bg-info',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  idle: 'bg-line-strong',
};
