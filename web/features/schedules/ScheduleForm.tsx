import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { planList } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { CalendarFields, type PartProps } from './CalendarFields.tsx';
import { Preview } from './Preview.tsx';
import type { ScheduleDraft } from './scheduleDraft.ts';
import { WaveField } from './WaveField.tsx';
import { WindowFields } from './WindowFields.tsx';

interface ScheduleFormProps extends PartProps {
  /** Absent: the plan is chosen here. */
  planName?: string;
  /** Below the fields. */
  children: ReactNode;
}

export function ScheduleForm({ draft, onChange, errorOf, planName, children }: ScheduleFormProps) {
  const { t } = useTranslation();
  const plans = useInfiniteQuery({ ...planList('', useChosenProject()), enabled: planName === undefined });
  const part = { draft, onChange, errorOf };
  const known = (plans.data?.pages ?? []).flatMap(({ items }) => items);
  return (
    <>
      <TextField
        label={t('schedules.name')}
        error={errorOf('name')}
        value={draft.name}
        maxLength={80}
        autoComplete="off"
        onChange={(name) => onChange({ name })}
      />
      {planName === undefined && (
        <>
          {plans.isError && <ErrorNotice error={plans.error} onRetry={() => void plans.refetch()} />}
          <SelectField
            label={t('plans.plan')}
            value={draft.planId}
            options={known.map(({ id, name, vmCount }) => ({
              ...{ value: id, label: `${name} (${t('plans.vms', { count: vmCount })})` },
            }))}
            placeholder={t('create.choose')}
            error={errorOf('planId')}
            onChange={(planId) => onChange({ planId, vms: null })}
          />
          {plans.hasNextPage && (
            <Button small disabled={plans.isFetchingNextPage} onClick={() => void plans.fetchNextPage()}>
              {t('action.more')}
            </Button>
          )}
        </>
      )}
      <WaveField {...part} />
      <CalendarFields {...part} />
      <WindowFields {...part} />
      <Preview draft={draft} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('schedules.catchUp')}
          inputMode="numeric"
          value={draft.catchUpMinutes}
          error={errorOf('catchUpMinutes')}
          hint={t('schedules.catchUpHint')}
          onChange={(catchUpMinutes) => onChange({ catchUpMinutes })}
        />
        <TextField
          label={t('schedules.jitter')}
          inputMode="numeric"
          value={draft.jitterSeconds}
          error={errorOf('jitterSeconds')}
          hint={t('schedules.jitterHint')}
          onChange={(jitterSeconds) => onChange({ jitterSeconds })}
        />
      </div>
      {draft.every !== 'once' && (
        <SelectField
          label={t('schedules.overlap')}
          value={draft.overlap}
          options={(['skip', 'wait'] as const).map((value) => ({
            ...{ value, label: t(`schedules.overlapChoice.${value}`) },
          }))}
          onChange={(overlap) => onChange({ overlap: overlap as ScheduleDraft['overlap'] })}
        />
      )}
      {children}
    </>
  );
}
