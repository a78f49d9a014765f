import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingList } from '../../../contract/settingEntry.ts';
import { type SettingKey, settingGroups } from '../../../contract/settings.ts';
import { api } from '../../api/api.ts';
import { useUser } from '../../api/session.ts';
import { settingKeysOfCache, settingList } from '../../api/settingQueries.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { useVersionedEdit, type Version } from '../../edit/useVersionedEdit.ts';
import { SettingRow } from './SettingRow.tsx';
import { changedKeys, changeOf, draftOf, type SettingDraft, wrongKeys } from './settingDraft.ts';

interface SettingsFormProps {
  list: SettingList;
  /** Whether there is anything in the form that is not saved. */
  onEditing(editing: boolean): void;
  onHistory(key: SettingKey): void;
  onEditLimits(): void;
}

export function SettingsForm({ list, onEditing, onHistory, onEditLimits }: SettingsFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useUser().permissions.includes('settings:write');
  const { items } = list;
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: settingKeysOfCache.all });
    onEditing(false);
  };
  const edit = useVersionedEdit({
    start: versionOf(list),
    save: (draft, revision, base) => api.updateSettings({ body: changeOf(items, draft, base), ifMatch: revision }),
    read: async () => versionOf(await client.fetchQuery({ ...settingList, staleTime: 0 })),
    onSaved: refresh,
  });
  const reset = useMutation({
    mutationFn: (key: SettingKey) => api.resetSetting({ params: { key }, ifMatch: list.revision }),
    onSettled: refresh,
  });
  const changed = changedKeys(items, edit.fields);
  const wrong = new Set(wrongKeys(items, edit.fields));
  const change = (part: SettingDraft) => {
    edit.change(part);
    onEditing(edit.conflict !== null || changedKeys(items, { ...edit.fields, ...part }).length > 0);
  };
  const untouched = mayWrite && changed.length === 0 && !reset.isPending;
  const blocked = wrong.size > 0 || edit.isSaving || edit.conflict !== null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed.length > 0 && !blocked) edit.save();
  };
  const nameOf = ([key = '']: string[]) => t(`settings.name.${key as SettingKey}`);
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label={t('settings.title')}
      className="space-y-4"
      data-revision={list.revision}
    >
      {!mayWrite && <p className="text-sm text-muted">{t('settings.readOnly')}</p>}
      {edit.conflict && <ConflictNotice conflict={edit.conflict} nameOf={nameOf} />}
      {settingGroups.map((group) => (
        <Card key={group} title={t(`settings.group.${group}`)} flush>
          <ul className="divide-y divide-line">
            {items
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <SettingRow
                  key={entry.key}
                  entry={entry}
                  text={edit.fields[entry.key]}
                  wrong={wrong.has(entry.key)}
                  disabled={!mayWrite || edit.isSaving}
                  onChange={(text) => change({ [entry.key]: text })}
                  onHistory={() => onHistory(entry.key)}
                  onReset={untouched && !entry.isDefault ? () => reset.mutate(entry.key) : undefined}
                  onEdit={untouched && entry.key === 'limits' ? onEditLimits : undefined}
                />
              ))}
          </ul>
        </Card>
      ))}
      {(edit.error ?? reset.error) && <ErrorNotice error={(edit.error ?? reset.error) as Error} />}
      {changed.length > 0 && (
        <div className="sticky bottom-0 z-10 flex flex-wrap items-center justify-end gap-3 rounded-lg border border-line bg-surface px-4 py-3 shadow-lg">
          <p role="status" className="mr-auto font-medium">
            {t('settings.unsaved', { count: changed.length })}
          </p>
          <Button onClick={() => change(draftOf(list))}>{t('settings.discard')}</Button>
          <Button type="submit" variant="primary" disabled={blocked}>
            {t('settings.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

function versionOf(list: SettingList): Version<SettingDraft> {
  return { revision: list.revision, by: lastActor(list), fields: draftOf(list) };
}

/** Who changed one of them last. */
function lastActor({ items }: SettingList): string {
  const latest = items.reduce((last, item) => ((item.changedAt ?? '') > (last?.changedAt ?? '') ? item : last));
  return latest.changedBy ?? '';
}
