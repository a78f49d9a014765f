import { useQuery } from '@tanstack/react-query';
import { useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { targetFacts } from '../../api/inventoryQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { fieldClass } from '../../components/field.ts';
import { Modal } from '../../components/Modal.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import type { PlannedVm } from '../newPlan/plannedVm.ts';
import { BadRows } from './BadRows.tsx';
import { checkRows } from './checkRows.ts';
import { readTable } from './readTable.ts';
import { tableOf } from './tableOf.ts';
import { useTableFile } from './useTableFile.ts';
import { wholeInventory } from './wholeInventory.ts';

interface ImportVmsProps {
  sourceId: string;
  targetId: string;
  onTake(vms: PlannedVm[]): void;
  onClose(): void;
}

/** VMs and their targets from a file. It is read here; nothing is sent. */
export function ImportVms({ sourceId, targetId, onTake, onClose }: ImportVmsProps) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const file = useTableFile();
  const inventory = useQuery(wholeInventory(sourceId));
  const facts = useQuery(targetFacts(targetId));
  const { sheet } = file;
  const table = useMemo(() => (sheet ? tableOf(sheet.rows) : readTable(text)), [sheet, text]);
  const named = table.columns.includes('name') || table.columns.includes('ref');
  const result = useMemo(
    () => (inventory.data && facts.data && named ? checkRows(table.rows, inventory.data, facts.data) : null),
    [table, named, inventory.data, facts.data],
  );
  const choose = async (chosen: File | undefined) => {
    if (chosen !== undefined) setText((await file.read(chosen)) ?? '');
  };
  return (
    <Modal title={t('importVms.title')} text={t('importVms.text')} onClose={onClose}>
      <div className="space-y-1.5">
        <label htmlFor={`${id}-file`} className="block font-medium">
          {t('importVms.file')}
        </label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".csv,.tsv,.txt,.xlsx,text/csv"
          onChange={({ target }) => void choose(target.files?.[0])}
          className="block w-full text-sm text-muted file:mr-3 file:h-9 file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:font-medium file:text-ink hover:file:bg-sunken"
        />
        {file.isReading && <p aria-busy>{t('importVms.unpacking')}</p>}
        {file.fault && (
          <p role="alert" data-fault={file.fault} className="text-bad">
            {t(`importVms.fault.${file.fault}`)}
          </p>
        )}
        {sheet && <p data-sheet={sheet.sheet}>{t('importVms.sheet', { sheet: sheet.sheet })}</p>}
      </div>
      <div className="space-y-1.5">
        <label htmlFor={`${id}-text`} className="block font-medium">
          {t('importVms.paste')}
        </label>
        <textarea
          id={`${id}-text`}
          // A large file is read, not shown.
          value={text.length > 100_000 ? '' : text}
          rows={5}
          spellCheck={false}
          placeholder={'name,storage,bridge,vmid\nweb-01,ceph-vm,vmbr0,'}
          onChange={({ target }) => {
            file.forget();
            setText(target.value);
          }}
          className={`${fieldClass} h-auto py-2 font-mono text-xs`}
        />
        <p className="text-xs text-muted">{t('importVms.columns')}</p>
      </div>
      {[inventory, facts].map(
        (asked, index) =>
          asked.isError && (
            <ErrorNotice key={['inventory', 'facts'][index]} error={asked.error} onRetry={() => void asked.refetch()} />
          ),
      )}
      {(inventory.isPending || facts.isPending) && (
        <div aria-busy>
          <p className="mb-2 text-muted">{t('importVms.reading')}</p>
          <Skeleton className="h-8" />
        </div>
      )}
      {(sheet !== null || text !== '') && !named && <p className="text-bad">{t('importVms.noColumn')}</p>}
      {named && table.ignored.length > 0 && (
        <p className="text-xs break-words text-muted">
          {t('importVms.ignored', { columns: table.ignored.slice(0, 12).join(', ') })}
          {table.ignored.length > 12 && ` ${t('plans.andMore', { count: table.ignored.length - 12 })}`}
        </p>
      )}
      {result && (
        <p role="status" className="font-medium" data-good={result.planned.length} data-bad={result.bad.length}>
          {t('importVms.result', { good: result.planned.length, bad: result.bad.length })}
        </p>
      )}
      {result && result.bad.length > 0 && <BadRows rows={result.bad} sheet={sheet?.sheet ?? null} />}
      <div className="flex justify-end">
        <Button
          variant="primary"
          disabled={!result || result.planned.length === 0}
          onClick={() => {
            onTake(result?.planned ?? []);
            onClose();
          }}
        >
          {t('importVms.take', { count: result?.planned.length ?? 0 })}
        </Button>
      </div>
    </Modal>
  );
}
