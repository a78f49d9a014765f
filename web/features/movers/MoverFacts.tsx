import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { NodeMovers } from '../../../contract/mover.ts';
import { apiVersion } from '../../api/systemQueries.ts';
import { Badge } from '../../components/Badge.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Time } from '../../components/Time.tsx';

export function MoverFacts({ mover }: { mover: NodeMovers['movers'][number] }) {
  const { t } = useTranslation();
  const { data: api } = useQuery(apiVersion);
  const { identity, version, lastSeenAt, listening } = mover;
  const other = version !== null && api !== undefined && version !== api.version;
  return (
    <div data-mover={identity} className="rounded-md bg-sunken/60 px-3 py-2 text-xs">
      <Facts
        facts={[
          [
            t('movers.mover'),
            <span key="mover" className="font-mono break-all">
              {identity.replace(/( journals\/\S+)? drover\/\S+$/, '')}
            </span>,
          ],
          [
            t('movers.version'),
            <span key="version">
              {version ?? t('movers.versionUnknown')}
              {other && <span className="block text-warn">{t('movers.otherVersion', { version: api.version })}</span>}
            </span>,
          ],
          [
            t('movers.lastSeen'),
            <span key="seen" className="inline-flex flex-wrap items-center justify-end gap-1.5">
              {!listening && <Badge>{t('movers.gone')}</Badge>}
              <Time iso={lastSeenAt} />
            </span>,
          ],
        ]}
      />
    </div>
  );
}
