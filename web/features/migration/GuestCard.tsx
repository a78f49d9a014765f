import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Card } from '../../components/Card.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Time } from '../../components/Time.tsx';

/** What the booted target tells of itself; absent before the boot. */
export function GuestCard({ migration: { guest, stages } }: { migration: Migration }) {
  const { t } = useTranslation();
  if (guest === null) return null;
  const boot = stages.find(({ name }) => name === 'boot');
  return (
    <Card title={t('guest.title')}>
      <Facts
        facts={[
          [t('guest.booted'), boot?.endedAt ? <Time key="boot" iso={boot.endedAt} as="full" /> : null],
          [t('guest.agent'), t(guest.agent ? 'guest.agentYes' : 'guest.agentNo')],
          [t('guest.os'), guest.osName ?? t('guest.unknown')],
        ]}
      />
    </Card>
  );
}
