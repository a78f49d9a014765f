import { useTranslation } from 'react-i18next';
import type { Finding } from '../../contract/finding.ts';
import { Badge } from './Badge.tsx';
import type { Tone } from './tone.ts';

const tones: Record<Finding['severity'], Tone> = { blocker: 'bad', warning: 'warn', info: 'info' };
const order: Finding['severity'][] = ['blocker', 'warning', 'info'];

/** Findings of preflight, those that block first. */
export function FindingList({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation();
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return (
    <ul className="divide-y divide-line">
      {sorted.map((finding) => (
        <li key={`${finding.code} ${finding.subject}`} className="space-y-0.5 py-2 first:pt-0 last:pb-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Badge tone={tones[finding.severity]}>{t(`severity.${finding.severity}`)}</Badge>
            <span className="font-medium">{finding.subject}</span>
            <code className="font-mono text-xs text-muted">{finding.code}</code>
          </p>
          <p className="break-words">{finding.evidence}</p>
          <p className="break-words text-muted">{finding.remedy}</p>
        </li>
      ))}
    </ul>
  );
}
