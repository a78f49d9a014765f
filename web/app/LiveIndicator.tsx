import { useTranslation } from 'react-i18next';
import { cx } from '../components/cx.ts';
import { useLiveState } from './LiveEvents.tsx';

const dots = { connecting: 'bg-warn', live: 'bg-good', lost: 'bg-bad' };

/** Whether what is shown follows what happens. */
export function LiveIndicator() {
  const { t } = useTranslation();
  const state = useLiveState();
  const hint = state === 'live' ? t('live.liveHint') : t('live.lostHint');
  return (
    <span role="status" data-live={state} title={hint} className="flex items-center gap-2 px-2 text-xs text-muted">
      <span
        aria-hidden
        className={cx('size-2 rounded-full', dots[state], state !== 'live' && 'motion-safe:animate-pulse-dot')}
      />
      <span className={cx(state === 'live' && 'max-sm:sr-only')}>{t(`live.${state}`)}</span>
    </span>
  );
}
