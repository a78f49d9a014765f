import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../contract/connection.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { fieldClass } from '../../components/field.ts';
import { Time } from '../../components/Time.tsx';
import { useRefresh } from './useRefresh.ts';

interface SourceBarProps {
  source: Connection;
  sources: Connection[];
  seenAt: string | null;
  onChoose(id: string): void;
}

/** Which source, how old what is shown is, and how to read it anew. */
export function SourceBar({ source, sources, seenAt, onChoose }: SourceBarProps) {
  const { t } = useTranslation();
  const mayRefresh = useMay('inventory:refresh', source.projectId);
  const refresh = useRefresh(source.id);
  return (
    <>
      {seenAt && (
        <span className="text-xs text-muted">
          {t('migration.asOf')} <Time iso={seenAt} />
        </span>
      )}
      <div className="w-44">
        <select
          aria-label={t('inventory.source')}
          value={source.id}
          onChange={({ target }) => onChoose(target.value)}
          className={cx(fieldClass, 'pr-8')}
        >
          {sources.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {mayRefresh && (
        <Button disabled={refresh.isPending} onClick={() => refresh.mutate()}>
          <RefreshCw aria-hidden className={cx('size-4', refresh.isPending && 'motion-safe:animate-spin')} />
          {t(refresh.isPending ? 'inventory.reading' : 'inventory.refresh')}
        </Button>
      )}
      {refresh.isError && (
        <div className="w-full">
          <ErrorNotice error={refresh.error} />
        </div>
      )}
    </>
  );
}
