import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { limitsSchema } from '../../../contract/limits.ts';
import type { SettingList } from '../../../contract/settingEntry.ts';
import { api } from '../../api/api.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { settingKeysOfCache, settingList } from '../../api/settingQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { useVersionedEdit, type Version } from '../../edit/useVersionedEdit.ts';
import { CalendarFields } from './CalendarFields.tsx';
import { type CalendarDraft, draftOf, emptyCalendar, type LimitsDraft, limitsOf, wrongLimits } from './limitsDraft.ts';
import { ReadCapFields } from './ReadCapFields.tsx';
import { useLimitWords } from './useLimitWords.ts';

/** Value of the choice for all migrations together; connections have ids. */
const overall = '';

/** Limits on reading: for all together, for single sources, and on reads in flight. */
export function EditLimits({ list, onClose }: { list: SettingList; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: connections = [] } = useQuery(connectionList);
  const [tried, setTried] = useState(false);
  const [shown, setShown] = useState(overall);
  const edit = useVersionedEdit({
    start: versionOf(list),
    save: (draft, revision) => api.updateSettings({ body: { limits: limitsOf(draft) }, ifMatch: revision }),
    read: async () => versionOf(await client.fetchQuery({ ...settingList, staleTime: 0 })),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: settingKeysOfCache.all });
      onClose();
    },
  });
  const draft = edit.fields;
  const wrong = wrongLimits(draft);
  const errorOf = (field: string) => {
    const why = wrong.get(field);
    return tried && why !== undefined ? t(`limits.wrong.${why}`) : null;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const [first] = wrong.keys();
    // Who looks at another calendar is led to what is wrong.
    if (first !== undefined && !first.startsWith('reads.')) setShown(placeOf(first));
    if (first === undefined && edit.conflict === null) edit.save();
  };
  const own: CalendarDraft | undefined = shown === overall ? draft.overall : draft.connections[shown];
  const changeOwn = (calendar: CalendarDraft | undefined) => {
    if (shown === overall) return calendar && edit.change({ overall: calendar });
    const { [shown]: _before, ...others } = draft.connections;
    edit.change({ connections: calendar ? { ...others, [shown]: calendar } : others });
  };
  const at = shown === overall ? 'overall' : `connections.${shown}`;
  const names = new Map(connections.filter(({ kind }) => kind === 'vsphere').map(({ id, name }) => [id, name]));
  const words = useLimitWords((id) => names.get(id) ?? id);
  const places = new Set([...names.keys(), ...Object.keys(draft.connections)]);
  return (
    <Modal shape="side" title={t('limits.title')} text={t('settings.explain.limits')} onClose={onClose}>
      <form onSubmit={submit} noValidate className="space-y-4">
        {edit.conflict && <ConflictNotice conflict={edit.conflict} {...words} />}
        <SelectField
          label={t('limits.of')}
          value={shown}
          options={[
            { value: overall, label: t('limits.all') },
            ...[...places].map((id) => ({
              value: id,
              label: draft.connections[id] ? t('limits.ownMark', { name: names.get(id) ?? id }) : (names.get(id) ?? id),
            })),
          ]}
          onChange={setShown}
        />
        {own === undefined ? (
          <div className="space-y-2">
            <p className="text-muted">{t('limits.noOwn')}</p>
            <Button small onClick={() => changeOwn(emptyCalendar(draft.overall.timeZone))}>
              {t('limits.giveOwn')}
            </Button>
          </div>
        ) : (
          <CalendarFields
            draft={own}
            onChange={(part) => changeOwn({ ...own, ...part })}
            errorOf={(field) => errorOf(`${at}.${field}`)}
          />
        )}
        {own !== undefined && shown !== overall && (
          <Button small variant="ghost" onClick={() => changeOwn(undefined)}>
            {t('limits.removeOwn')}
          </Button>
        )}
        <hr className="border-line" />
        <ReadCapFields draft={draft.reads} onChange={(reads) => edit.change({ reads })} errorOf={errorOf} />
        {edit.error && <ErrorNotice error={edit.error} />}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={edit.isSaving || edit.conflict !== null}>
            {t('limits.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Of a field that is wrong: the choice under which it is seen. */
function placeOf(field: string): string {
  return /^connections\.([^.]+)\./.exec(field)?.[1] ?? overall;
}

function versionOf({ items, revision }: SettingList): Version<LimitsDraft> {
  const entry = items.find(({ key }) => key === 'limits');
  return { revision, by: entry?.changedBy ?? '', fields: draftOf(limitsSchema.parse(entry?.value)) };
}
