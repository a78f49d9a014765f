import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyStatus } from '../../../contract/keys.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { keyStatus } from './keyQueries.ts';
import { RotateKeys } from './RotateKeys.tsx';

/** Which keys close how many stored secrets, and the way over to another. */
export function KeysCard() {
  const { t } = useTranslation();
  const keys = useQuery(keyStatus);
  const [rotating, setRotating] = useState(false);
  return (
    <Card
      title={t('keys.title')}
      aside={
        keys.data && (
          <Button small onClick={() => setRotating(true)}>
            <KeyRound aria-hidden className="size-3.5" />
            {t('keys.rotate')}
          </Button>
        )
      }
    >
      <p className="max-w-prose text-muted">{t('keys.about')}</p>
      {keys.isPending && <RowsLoading rows={2} />}
      {keys.isError && <ErrorNotice error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data && <KeyList status={keys.data} />}
      {rotating && keys.data && <RotateKeys status={keys.data} onClose={() => setRotating(false)} />}
    </Card>
  );
}

function KeyList({ status: { currentKey, keys, payloadKeys } }: { status: KeyStatus }) {
  const { t } = useTranslation();
  const { count } = useFormat();
  // The current key is told also while it has closed nothing yet.
  const rows = keys.some(({ keyId }) => keyId === currentKey) ? keys : [{ keyId: currentKey, secrets: 0 }, ...keys];
  const payloadKey = payloadKeys.at(-1);
  return (
    <>
      <ul className="mt-2 divide-y divide-line">
        {rows.map(({ keyId, secrets }) => (
          <li key={keyId} data-key={keyId} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
            <code className="min-w-0 flex-1 font-mono text-xs break-all">{keyId}</code>
            <span>{t('keys.secrets', { count: secrets, formatted: count(secrets) })}</span>
            <Badge tone={keyId === currentKey ? 'good' : 'idle'}>
              {t(keyId === currentKey ? 'keys.current' : 'keys.former')}
            </Badge>
          </li>
        ))}
      </ul>
      <p className="border-t border-line pt-2 text-muted">
        {payloadKey === undefined ? (
          t('keys.noPayloadKey')
        ) : (
          <>
            {t('keys.payloadKey', { version: payloadKey.version })} <Time iso={payloadKey.createdAt} as="full" />
          </>
        )}
      </p>
    </>
  );
}
