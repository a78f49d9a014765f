import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

/** A page that could not be fetched or drawn. */
export function PageError() {
  const { t } = useTranslation();
  const thrown = useRouteError();
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return (
    <div className="mx-auto max-w-2xl p-6">
      <ErrorNotice error={error} title={t('error.title')} onRetry={() => window.location.reload()} />
    </div>
  );
}
