import { ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Verdict } from './certificateVerdict.ts';
import { cx } from './cx.ts';
import { softTone } from './tone.ts';

const looks = {
  match: { Icon: ShieldCheck, tone: softTone.good },
  unread: { Icon: ShieldQuestionMark, tone: softTone.warn },
  mismatch: { Icon: ShieldAlert, tone: softTone.bad },
};

/** Whether the disks of a certificate match. */
export function VerdictLine({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation();
  const { Icon, tone } = looks[verdict];
  return (
    <p
      data-match={verdict === 'match'}
      className={cx('flex items-center gap-2 rounded-md px-3 py-2 font-medium', tone)}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(`certificate.${verdict === 'unread' ? 'notRead' : verdict}`)}
    </p>
  );
}
