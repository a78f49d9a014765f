import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { keepDestination } from './destination.ts';

/** The provider's own pages, from which the browser comes back to ProviderReturn. */
export function ProviderButton({ name, destination }: { name: string; destination: string }) {
  const { t } = useTranslation();
  const begin = useMutation({
    mutationFn: () => api.beginProviderLogin(),
    onSuccess: ({ url }) => {
      keepDestination(destination);
      window.location.assign(url);
    },
  });
  return (
    <>
      {begin.isError && <ErrorNotice error={begin.error} />}
      <Button disabled={begin.isPending} onClick={() => begin.mutate()} className="w-full">
        {t('access.login.provider', { name })}
      </Button>
    </>
  );
}
