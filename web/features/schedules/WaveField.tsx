import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { planVms } from '../../api/planQueries.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { PartProps } from './CalendarFields.tsx';

/** As many rows as a form bears; the search finds the others. */
const mostShown = 100;

/** All VMs of the plan, or a wave of them. */
export function WaveField({ draft: { planId, vms: chosen }, onChange, errorOf }: PartProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const vms = useQuery({ ...planVms(planId), enabled: planId !== '' && chosen !== null });
  const gone = chosen?.filter((ref) => vms.data && !vms.data.some((vm) => vm.ref === ref)) ?? [];
  const known = [...(vms.data ?? []), ...gone.map((ref) => ({ ref, name: null }))];
  const fitting = known.filter(({ ref, name }) =>
    `${name ?? ''} ${ref}`.toLowerCase().includes(search.trim().toLowerCase()),
  );
  const error = errorOf('vms');
  return (
    <div className="space-y-2">
      <SelectField
        label={t('schedules.what')}
        value={chosen === null ? 'all' : 'wave'}
        options={[
          { value: 'all', label: t('schedules.allVms') },
          { value: 'wave', label: t('schedules.wave') },
        ]}
        disabled={planId === ''}
        error={error}
        onChange={(value) => onChange({ vms: value === 'all' ? null : [] })}
      />
      {chosen !== null && (
        <>
          {vms.isError && <ErrorNotice error={vms.error} onRetry={() => void vms.refetch()} />}
          {vms.isPending && <Skeleton className="h-24" />}
          {known.length > 10 && (
            <TextField label={t('plans.searchVm')} type="search" value={search} onChange={setSearch} />
          )}
          <p className="text-xs text-muted">{t('schedules.chosen', { count: chosen.length })}</p>
          <ul className="max-h-48 space-y-0.5 overflow-y-auto rounded-md border border-line p-1.5">
            {fitting.slice(0, mostShown).map(({ ref, name }) => (
              <li key={ref}>
                <label className="flex min-w-0 items-center gap-2 rounded px-1.5 py-1 hover:bg-sunken">
                  <input
                    type="checkbox"
                    checked={chosen.includes(ref)}
                    onChange={({ target }) =>
                      onChange({ vms: target.checked ? [...chosen, ref] : chosen.filter((one) => one !== ref) })
                    }
                  />
                  <span className="min-w-0 flex-1 truncate">{name ?? ref}</span>
                  {gone.includes(ref) && <span className="text-xs text-warn">{t('schedules.notInPlan')}</span>}
                </label>
              </li>
            ))}
          </ul>
          {fitting.length > mostShown && (
            <p className="text-xs text-muted">{t('plans.andMore', { count: fitting.length - mostShown })}</p>
          )}
        </>
      )}
    </div>
  );
}
