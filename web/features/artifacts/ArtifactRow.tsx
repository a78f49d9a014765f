import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ListedArtifact } from '../../../contract/artifact.ts';
import { paths } from '../../api/paths.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../components/Badge.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Time } from '../../components/Time.tsx';
import { serverNow } from '../../format/serverClock.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { DownloadArtifact } from './DownloadArtifact.tsx';

export function ArtifactRow({ artifact }: { artifact: ListedArtifact }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { key, kind, state, bytes, sha256, modifiedAt, migration } = artifact;
  const mayRead = useMay('artifacts:read', migration?.projectId);
  return (
    <tr
      data-artifact={key}
      data-state={state}
      className="hover:bg-sunken/50 max-lg:grid max-lg:grid-cols-[minmax(0,1fr)_auto] max-lg:gap-x-3 max-lg:gap-y-1.5 max-lg:px-4 max-lg:py-3"
    >
      <td className="min-w-0 max-lg:col-span-2 lg:py-2.5 lg:pr-3 lg:pl-4">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {migration ? (
            <>
              <Link to={paths.migration(migration.id)} className="truncate font-medium hover:text-accent">
                {migration.vm}
              </Link>
              <StatusBadge status={migration.status} />
            </>
          ) : (
            <span className="font-medium">{t('artifacts.unknownMigration')}</span>
          )}
          <Badge tone={state === 'unfinished' ? 'warn' : 'idle'}>
            {t(state === 'unfinished' ? 'artifacts.unfinished' : `artifacts.kind.${kind}`)}
          </Badge>
        </div>
        <p className="truncate font-mono text-xs text-muted" title={key}>
          {key}
        </p>
      </td>
      <td className="whitespace-nowrap lg:px-3 lg:text-right">{format.bytes(bytes)}</td>
      <td className="max-lg:row-start-3 max-lg:-my-1 lg:px-3">
        {sha256 ? (
          <span className="flex items-center gap-1">
            <code className="font-mono text-xs" title={sha256}>
              {sha256.slice(0, 12)}…
            </code>
            <CopyButton text={sha256} />
          </span>
        ) : (
          <span className="text-xs text-muted">{t('artifacts.noHash')}</span>
        )}
      </td>
      <td className="text-muted max-lg:text-right max-lg:text-xs lg:px-3">
        <Time iso={modifiedAt} />
      </td>
      <td className="text-xs max-lg:col-span-2 lg:px-3">
        <Removal artifact={artifact} />
      </td>
      <td className="max-lg:col-start-2 max-lg:row-start-3 max-lg:justify-self-end lg:py-2 lg:pr-4 lg:text-right">
        {mayRead && migration && state === 'complete' && (
          <DownloadArtifact migrationId={migration.id} artifactKey={key} />
        )}
      </td>
    </tr>
  );
}

function Removal({ artifact: { needed, removedBy, removedAfter, kind } }: { artifact: ListedArtifact }) {
  const { t } = useTranslation();
  const due = removedAfter !== null && Date.parse(removedAfter) <= serverNow();
  return (
    <p data-removed-by={removedBy}>
      <span className="font-medium">
        {t(kind === 'certificate' ? 'artifacts.proof' : needed ? 'artifacts.needed' : 'artifacts.unneeded')}
      </span>{' '}
      <span className="text-muted">
        {t(due ? 'artifacts.removedSoon' : `artifacts.removedBy.${removedBy}`)}{' '}
        {removedAfter && !due && <Time iso={removedAfter} as="full" />}
      </span>
    </p>
  );
}
