import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResidueReport } from '../../../contract/residue.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmDelete } from '../../components/ConfirmDelete.tsx';

interface ResidueRemovalProps {
  migrationId: string;
  /** Of the VM, else the migration's id. */
  name: string;
  /** The database knows no such migration: only the marks tell. */
  lost: boolean;
  /** The report that shows it. */
  queryKey: QueryKey;
}

/** Removes what one migration has left, after a question. */
export function ResidueRemoval({ migrationId, name, lost, queryKey }: ResidueRemovalProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => {
      const params = { migrationId };
      return lost ? api.removeLostResidue({ params }) : api.removeResidue({ params });
    },
    onSuccess: (left) => {
      setAsking(false);
      client.setQueryData<ResidueReport>(queryKey, (known) => {
        if (known === undefined) return known;
        const others = known.items.filter((item) => item.migrationId !== migrationId);
        return { ...known, items: [...others, ...left.items] };
      });
    },
  });
  return (
    <>
      <Button
        small
        variant="danger"
        data-remove-residue={migrationId}
        aria-label={t('residue.title', { vm: name })}
        onClick={() => setAsking(true)}
      >
        {t('residue.removeShort')}
      </Button>
      {asking && (
        <ConfirmDelete
          title={t('residue.title', { vm: name })}
          text={t(lost ? 'residue.lostText' : 'residue.text')}
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
    </>
  );
}
