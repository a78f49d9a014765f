import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import type { ResidueReport } from '../../../contract/residue.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmDelete } from '../../components/ConfirmDelete.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useCommandRefusal } from '../../project/useCommandRefusal.ts';

interface ResidueActionsProps {
  migration: Migration;
  /** Null: nobody has looked. */
  report: ResidueReport | null;
  onReport(report: ResidueReport): void;
}

/** Looks on all systems for what an ended migration has left, and removes it. */
export function ResidueActions({ migration, report, onReport }: ResidueActionsProps) {
  const { id, vm, leftovers } = migration;
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayCommand = useCommandRefusal(migration) === null;
  const [asking, setAsking] = useState(false);
  const look = useMutation({
    mutationFn: () => api.getResidue({ query: { migrationId: id } }),
    onSuccess: onReport,
  });
  const remove = useMutation({
    mutationFn: () => api.removeResidue({ params: { migrationId: id } }),
    onSuccess: (left) => {
      onReport(left);
      setAsking(false);
      // The overview's list is of before.
      client.removeQueries({ queryKey: ['residue'] });
    },
  });
  const left = report === null ? leftovers.length : report.items.length;
  return (
    <div className="space-y-2">
      {report && report.items.length === 0 && report.unseen.length === 0 && (
        <p role="status" className="flex items-center gap-2">
          <CircleCheck aria-hidden className="size-4 text-good" />
          {t('overview.residueNone')}
        </p>
      )}
      {report && report.items.length > 0 && (
        <ul role="status" className="space-y-1 text-xs">
          {report.items.map((item) => (
            <li key={`${item.system} ${item.ref}`} className="break-words">
              {t(`leftovers.system.${item.system}`)} · {item.kind} <code className="font-mono">{item.ref}</code>
            </li>
          ))}
        </ul>
      )}
      {report && report.unseen.length > 0 && (
        <p className="text-xs text-warn">
          {t('overview.residueUnseen', { refs: report.unseen.map(({ ref }) => ref).join(', ') })}
        </p>
      )}
      {look.isError && <ErrorNotice error={look.error} />}
      <div className="flex flex-wrap gap-2">
        <Button small disabled={look.isPending} onClick={() => look.mutate()}>
          {t(look.isPending ? 'overview.residueAsking' : 'overview.residueAsk')}
        </Button>
        {mayCommand && left > 0 && (
          <Button small variant="danger" data-remove-residue onClick={() => setAsking(true)}>
            {t('residue.remove')}
          </Button>
        )}
      </div>
      {asking && (
        <ConfirmDelete
          title={t('residue.title', { vm: vm.name })}
          text={t('residue.text')}
          action={t('residue.remove')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate()}
          onClose={() => {
            remove.reset();
            setAsking(false);
          }}
        />
      )}
    </div>
  );
}
