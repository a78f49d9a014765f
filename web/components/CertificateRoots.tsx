import { CircleQuestionMark, Equal, EqualNot } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { diskVerdict } from './certificateVerdict.ts';

const looks = {
  match: { Icon: Equal, tone: 'text-good' },
  unread: { Icon: CircleQuestionMark, tone: 'text-warn' },
  mismatch: { Icon: EqualNot, tone: 'text-bad' },
};

interface CertificateRootsProps {
  label: string;
  ledgerRoot: string;
  targetRoot: string | null;
}

/** Both roots of a disk above one another, so that eyes can compare them too. */
export function CertificateRoots({ label, ledgerRoot, targetRoot }: CertificateRootsProps) {
  const { t } = useTranslation();
  const { Icon, tone } = looks[diskVerdict({ ledgerRoot, targetRoot })];
  return (
    <div className="space-y-1.5 rounded-md border border-line px-3 py-2">
      <p className="flex items-center justify-between gap-2 font-medium">
        {label}
        <Icon aria-hidden className={`size-4 ${tone}`} />
      </p>
      <Root name={t('certificate.sourceRoot')} value={ledgerRoot} />
      <Root name={t('certificate.targetRoot')} value={targetRoot ?? t('certificate.unread')} />
    </div>
  );
}

function Root({ name, value }: { name: string; value: string }) {
  return (
    <p className="text-xs">
      <span className="block text-muted">{name}</span>
      <code className="font-mono break-all">{value}</code>
    </p>
  );
}
