import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../contract/connection.ts';
import type { ConnectionChange } from '../../../contract/routes/connections.ts';
import { api } from '../../api/api.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { projectList } from '../../api/projectQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { refusedFields } from '../../edit/refusedFields.ts';
import { useVersionedEdit } from '../../edit/useVersionedEdit.ts';
import { type ConnectionEdit, changeOf, needsTest, versionOf, wrongFields } from './connectionEdit.ts';
import { EditFields } from './EditFields.tsx';
import { OpenMigrations } from './OpenMigrations.tsx';
import { TestSteps } from './TestSteps.tsx';

/** Tests what is edited before it is saved; what fails its test is saved only by somebody who says so. */
export function EditConnection({ connection, onClose }: { connection: Connection; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: projects = [] } = useQuery(projectList);
  const [stored, setStored] = useState(connection);
  const [tried, setTried] = useState(false);
  const params = { id: connection.id };
  const edit = useVersionedEdit({
    start: versionOf(connection),
    save: (fields, revision) => api.updateConnection({ params, body: changeOf(fields, stored), ifMatch: revision }),
    async read() {
      const now = await api.getConnection({ params });
      setStored(now);
      return versionOf(now);
    },
    onSaved: async ({ projectId }) => {
      // What belongs to it goes along.
      const moved = projectId !== stored.projectId;
      await client.invalidateQueries(moved ? {} : { queryKey: connectionList.queryKey });
      onClose();
    },
  });
  const change = changeOf(edit.fields, stored);
  const test = useMutation({
    mutationFn: (body: ConnectionChange) => api.testConnectionChange({ params, body }),
    onSuccess: ({ ok }) => {
      if (ok) edit.save();
    },
  });
  const testAndSave = (body: ConnectionChange) => (needsTest(body) ? test.mutate(body) : edit.save());
  const changed = (part: Partial<ConnectionEdit>) => {
    // What was tested is not what is on the form any more.
    test.reset();
    edit.change(part);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongFields(edit.fields, stored).length === 0 && edit.conflict === null) testAndSave(change);
  };
  const trust = (fingerprint256: string) => {
    edit.change({ fingerprint256 });
    test.mutate({ ...change, fingerprint256 });
  };
  const busy = test.isPending || edit.isSaving || edit.conflict !== null;
  const nothing = Object.keys(change).length === 0;
  return (
    <Modal
      title={t('connections.editTitle', { name: connection.name })}
      text={t('connections.editText')}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="space-y-4">
        {edit.conflict && (
          <ConflictNotice
            conflict={edit.conflict}
            nameOf={([field]) => t(`connections.field.${(field ?? 'name') as keyof ConnectionEdit}`)}
            wordsOf={([field], value) => (field === 'projectId' ? projects.find(({ id }) => id === value)?.name : null)}
          />
        )}
        <OpenMigrations connectionId={connection.id} />
        <EditFields
          connection={stored}
          edit={edit.fields}
          onChange={changed}
          tried={tried}
          refused={refusedFields(edit.error)}
        />
        {test.isPending && <p className="text-muted">{t('connections.testingText')}</p>}
        {test.isError && <ErrorNotice error={test.error} />}
        {test.data && (
          <TestSteps result={test.data} kind={stored.kind} known={stored.fingerprint256} mayWrite onTrust={trust} />
        )}
        {edit.error && <ErrorNotice error={edit.error} />}
        <div className="flex flex-wrap items-center justify-end gap-2">
          {test.data?.ok === false && (
            <Button disabled={busy} onClick={() => edit.save()}>
              {t('connections.saveAnyway')}
            </Button>
          )}
          <Button type="submit" variant="primary" disabled={busy || nothing}>
            {t(test.isPending ? 'connections.testing' : needsTest(change) ? 'connections.testAndSave' : 'plans.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
