import { MapPinOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { paths } from '../api/paths.ts';
import { EmptyState } from '../components/EmptyState.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <EmptyState Icon={MapPinOff} title={t('error.notFound')} text={t('error.notFoundRemedy')}>
      <Link to={paths.migrations} className="font-medium text-accent hover:underline">
        {t('nav.migrations')}
      </Link>
    </EmptyState>
  );
}
