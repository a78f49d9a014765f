import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { softTone, type Tone } from './tone.ts';

export function Badge({ tone = 'idle', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span
      title={title}
      className={cx('inline-flex items-center gap-1 rounded px-1.5 py-px text-xs font-medium', softTone[tone])}
    >
      {children}
    </span>
  );
}
