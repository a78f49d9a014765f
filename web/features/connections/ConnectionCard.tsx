import { Activity, Boxes, Pencil, Server, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../contract/connection.ts';
import { paths } from '../../api/paths.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { ProjectBadge } from '../../project/ProjectBadge.tsx';
import { AuditLink } from '../audit/AuditLink.tsx';
import { ConnectionFacts } from './ConnectionFacts.tsx';
import { ConnectionHealth } from './ConnectionHealth.tsx';
import { DeleteConnection } from './DeleteConnection.tsx';
import { EditConnection } from './EditConnection.tsx';
import { TestResult } from './TestResult.tsx';
import { useConnectionTest } from './useConnectionTest.ts';

export function ConnectionCard({ connection }: { connection: Connection }) {
  const { t } = useTranslation();
  const { id, projectId, name, kind, url } = connection;
  const mayWrite = useMay('connections:write', projectId);
  const { test, trust } = useConnectionTest(id);
  const [deleting, setDeleting] = useState(false);
  const [editing, setEditing] = useState(false);
  const Icon = kind === 'vsphere' ? Boxes : Server;
  return (
    <article data-connection={name} className="overflow-hidden rounded-lg border border-line bg-surface">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
        <Icon aria-hidden className="size-4 shrink-0 text-muted" />
        <div className="min-w-0 flex-1 basis-40">
          <h3 className="truncate font-semibold">{name}</h3>
          <p className="truncate font-mono text-xs text-muted">{url}</p>
        </div>
        <ProjectBadge id={projectId} />
        <ConnectionHealth connection={connection} tested={test.data ?? null} failed={test.isError} />
      </header>
      <ConnectionFacts connection={connection} />
      {(test.isPending || test.isError || test.data) && (
        <div className="border-t border-line px-4 py-3">
          <TestResult connection={connection} test={test} trust={trust} mayWrite={mayWrite} />
        </div>
      )}
      <footer className="flex flex-wrap gap-2 border-t border-line bg-sunken/40 px-4 py-2">
        <Button small disabled={test.isPending} onClick={() => test.mutate()}>
          <Activity aria-hidden className="size-3.5" />
          {t(test.isPending ? 'connections.testing' : 'connections.test')}
        </Button>
        {kind === 'vsphere' && (
          <LinkButton small to={`${paths.inventory}?source=${encodeURIComponent(id)}`}>
            {t('nav.inventory')}
          </LinkButton>
        )}
        <span className="self-center text-xs">
          <AuditLink subject={`connection/${id}`} name={name} />
        </span>
        <span className="flex-1" />
        {mayWrite && (
          <Button small aria-label={`${t('connections.edit')}: ${name}`} onClick={() => setEditing(true)}>
            <Pencil aria-hidden className="size-3.5" />
            {t('connections.edit')}
          </Button>
        )}
        {mayWrite && (
          <Button
            small
            variant="danger"
            aria-label={`${t('connections.delete')}: ${name}`}
            onClick={() => setDeleting(true)}
          >
            <Trash2 aria-hidden className="size-3.5" />
            {t('connections.delete')}
          </Button>
        )}
      </footer>
      {editing && <EditConnection connection={connection} onClose={() => setEditing(false)} />}
      {deleting && <DeleteConnection connection={connection} onClose={() => setDeleting(false)} />}
    </article>
  );
}
