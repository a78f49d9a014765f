import { formatRelative, formatUtc } from '../format/time.ts';
import { useNow } from '../format/useNow.ts';
import { useFormat } from '../i18n/useFormat.ts';

interface TimeProps {
  iso: string;
  /** `relative` (how long ago), `clock` (time of day) or `full`; UTC is in the tooltip. */
  as?: 'relative' | 'clock' | 'full';
}

export function Time({ iso, as = 'relative' }: TimeProps) {
  const format = useFormat();
  return (
    <time dateTime={iso} title={`${formatUtc(iso)}\n${format.local(iso)}`} className="whitespace-nowrap">
      {as === 'relative' ? <Relative iso={iso} /> : as === 'clock' ? format.clock(iso) : format.local(iso)}
    </time>
  );
}

function Relative({ iso }: { iso: string }) {
  const { language } = useFormat();
  return formatRelative(iso, useNow(), language);
}
