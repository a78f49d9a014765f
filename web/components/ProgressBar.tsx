import { cx } from './cx.ts';
import { fillTone, type Tone } from './tone.ts';

interface ProgressBarProps {
  label: string;
  /** 0 to 1; null while nobody knows how much there is. */
  value: number | null;
  tone?: Tone;
}

export function ProgressBar({ label, value, tone = 'info' }: ProgressBarProps) {
  const percent = value === null ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 w-full overflow-hidden rounded-full bg-sunken"
    >
      {percent === undefined ? (
        <div className={cx('h-full w-2/5 motion-safe:animate-sweep rounded-full opacity-70', fillTone[tone])} />
      ) : (
        <div
          className={cx('h-full rounded-full transition-[width] duration-700 ease-linear', fillTone[tone])}
          style={{ width: `${percent}%` }}
        />
      )}
    </div>
  );
}
