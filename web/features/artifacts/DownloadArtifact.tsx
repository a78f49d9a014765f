import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';

/** Asks for a link when it is wanted: a link lets whoever holds it read the disk, and expires. */
export function DownloadArtifact({ migrationId, artifactKey }: { migrationId: string; artifactKey: string }) {
  const { t } = useTranslation();
  const fetchLink = useMutation({
    mutationFn: async () => {
      const { items } = await api.listArtifacts({ params: { id: migrationId } });
      const found = items.find(({ key }) => key === artifactKey);
      if (found === undefined) throw new Error(t('artifacts.gone'));
      return found.url;
    },
    onSuccess: (url) => {
      const link = document.createElement('a');
      link.href = url;
      link.download = artifactKey.split('/').at(-1) ?? '';
      link.click();
    },
  });
  return (
    <>
      <Button
        small
        disabled={fetchLink.isPending}
        aria-label={`${t('artifacts.download')}: ${artifactKey}`}
        onClick={() => fetchLink.mutate()}
      >
        <Download aria-hidden className="size-3.5" />
        {t('artifacts.download')}
      </Button>
      {fetchLink.isError && (
        <p role="alert" className="mt-1 text-left text-xs text-bad">
          {fetchLink.error.message}
        </p>
      )}
    </>
  );
}
