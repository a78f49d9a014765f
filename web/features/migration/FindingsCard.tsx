import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Card } from '../../components/Card.tsx';
import { FindingList } from '../../components/FindingList.tsx';

export function FindingsCard({ migration: { findings, stages } }: { migration: Migration }) {
  const { t } = useTranslation();
  const ended = stages.some(({ name, endedAt }) => name === 'preflight' && endedAt !== null);
  return (
    <Card title={t('findings.title')} aside={<span className="text-xs text-muted">{findings.length}</span>}>
      {findings.length > 0 ? (
        <FindingList findings={findings} />
      ) : (
        <p className="text-muted">{t(ended ? 'findings.none' : 'findings.pending')}</p>
      )}
    </Card>
  );
}
