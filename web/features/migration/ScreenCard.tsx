import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Camera } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import type { ScreenPicture } from '../../../contract/screenPicture.ts';
import { api } from '../../api/api.ts';
import { migrationKeys, migrationPictures } from '../../api/migrationQueries.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ScreenImage } from '../../components/ScreenImage.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useCommandRefusal } from '../../project/useCommandRefusal.ts';

/** What the target's screen showed after its boot, and what it shows when somebody asks. Absent before there can be any. */
export function ScreenCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const { id, status, vm } = migration;
  const mayRun = migration.pointOfNoReturn || status === 'completed';
  const { data: pictures } = useQuery({ ...migrationPictures(id), enabled: mayRun });
  if (!mayRun) return null;
  const removed = status === 'cancelled' || status === 'rolled-back';
  return (
    <Card title={t('screen.title')}>
      <div data-screen className="space-y-3">
        {pictures?.length === 0 && <p className="text-muted">{t('screen.noneYet')}</p>}
        {pictures?.map((picture) => (
          <Picture key={picture.occasion} picture={picture} vm={vm.name} />
        ))}
        {!removed && <Take migration={migration} />}
      </div>
    </Card>
  );
}

function Take({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id } = migration;
  const refused = useCommandRefusal(migration) !== null;
  const take = useMutation({
    mutationFn: () => api.takePicture({ params: { id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: migrationKeys.pictures(id) }),
  });
  if (refused) return null;
  return (
    <>
      {take.isError && <ErrorNotice title={t('screen.failed')} error={take.error} />}
      <Button small disabled={take.isPending} onClick={() => take.mutate()} data-take-picture>
        <Camera aria-hidden className="size-4" />
        {t(take.isPending ? 'screen.taking' : 'screen.take')}
      </Button>
    </>
  );
}

function Picture({ picture, vm }: { picture: ScreenPicture; vm: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [large, setLarge] = useState(false);
  const what = t(`screen.${picture.occasion}`);
  const time = format.local(picture.at);
  return (
    <figure data-picture={picture.occasion} className="space-y-1">
      {picture.png === null ? (
        <Missing problem={picture.problem} />
      ) : (
        <button
          type="button"
          aria-label={t('screen.enlarge', { what, time })}
          onClick={() => setLarge(true)}
          className="block w-full overflow-hidden rounded-md border border-line"
        >
          <ScreenImage picture={picture} vm={vm} />
        </button>
      )}
      <figcaption className="flex flex-wrap justify-between gap-x-3 text-xs text-muted">
        <span>{what}</span>
        <Time iso={picture.at} as="full" />
      </figcaption>
      {large && (
        <Modal title={vm} text={`${what}, ${time}`} shape="wide" onClose={() => setLarge(false)}>
          <ScreenImage picture={picture} vm={vm} />
        </Modal>
      )}
    </figure>
  );
}

function Missing({ problem }: Pick<ScreenPicture, 'problem'>) {
  const { t } = useTranslation();
  return (
    <div className="space-y-1 rounded-md bg-sunken px-3 py-2 text-xs">
      <p className="font-medium">{t('screen.none')}</p>
      {problem && (
        <p className="break-words text-muted">
          <code className="font-mono">{problem.code}</code> {problem.message}
        </p>
      )}
      {problem?.code === 'platform.forbidden' && <p>{t('screen.privilege')}</p>}
    </div>
  );
}
