import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyRotation, KeyStatus } from '../../../contract/keys.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { keyStatus } from './keyQueries.ts';

/** Asks, closes every secret with the current key, and says what came of it. */
export function RotateKeys({ status, onClose }: { status: KeyStatus; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { count } = useFormat();
  const [newPayloadKey, setNewPayloadKey] = useState(false);
  const rotate = useMutation({
    mutationFn: () => api.rotateKeys({ body: { newPayloadKey } }),
    // One that was cut off has gone over with some of the secrets.
    onSettled: () => client.invalidateQueries({ queryKey: keyStatus.queryKey }),
  });
  const left = status.keys.reduce((sum, { keyId, secrets }) => (keyId === status.currentKey ? sum : sum + secrets), 0);
  return (
    <Modal title={t('keys.rotateTitle')} onClose={onClose}>
      {rotate.data ? (
        <Result rotation={rotate.data} />
      ) : (
        <>
          <p>{t('keys.rotateText', { count: left, formatted: count(left) })}</p>
          <p className="font-mono text-xs break-all text-muted">{status.currentKey}</p>
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-1"
              checked={newPayloadKey}
              disabled={rotate.isPending}
              onChange={({ target }) => setNewPayloadKey(target.checked)}
            />
            {t('keys.newPayloadKey')}
          </label>
        </>
      )}
      {rotate.isPending && (
        <p role="status" className="text-muted motion-safe:animate-pulse">
          {t('keys.rotating')}
        </p>
      )}
      {rotate.isError && <ErrorNotice error={rotate.error} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t(rotate.data ? 'action.close' : 'command.keepAsIs')}</Button>
        {!rotate.data && (
          <Button variant="primary" disabled={rotate.isPending} onClick={() => rotate.mutate()}>
            {t('keys.rotate')}
          </Button>
        )}
      </div>
    </Modal>
  );
}

function Result({ rotation: { resealed, failed } }: { rotation: KeyRotation }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  return (
    <div role="status" data-resealed={resealed} className="space-y-2">
      <p>{t('keys.resealed', { count: resealed, formatted: count(resealed) })}</p>
      {failed.length > 0 && (
        <>
          <p className="font-medium text-bad">{t('keys.failed')}</p>
          <ul className="list-disc space-y-0.5 pl-4 font-mono text-xs break-all">
            {failed.map(({ secret, code }) => (
              <li key={secret}>
                {secret}: {code}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
