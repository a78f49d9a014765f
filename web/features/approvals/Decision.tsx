import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../../contract/approval.ts';
import { api } from '../../api/api.ts';
import { approvalKeys } from '../../api/approvalQueries.ts';
import { useMay, useUser } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { TextField } from '../../components/TextField.tsx';

/** Approve or refuse; who may not is told why. */
export function Decision({ approval: { id, projectId, requestedBy } }: { approval: Approval }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const own = useUser().name === requestedBy;
  const may = useMay('approvals:decide', projectId);
  const [comment, setComment] = useState('');
  const decide = useMutation({
    mutationFn: (agreed: boolean) => {
      const body = { comment: comment.trim() };
      if (!agreed) return api.refuse({ params: { id }, body });
      return api.approve({ params: { id }, body: body.comment === '' ? {} : body });
    },
    // Also after a refusal: somebody else may have decided.
    onSettled: () => client.invalidateQueries({ queryKey: approvalKeys.all }),
  });
  if (own || !may) return <p className="text-xs text-muted">{t(own ? 'approvals.own' : 'approvals.forbidden')}</p>;
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap items-end gap-2">
        <TextField label={t('approvals.comment')} value={comment} maxLength={500} onChange={setComment} />
        <Button variant="primary" disabled={decide.isPending} onClick={() => decide.mutate(true)}>
          {t('approvals.approve')}
        </Button>
        <Button
          variant="danger"
          disabled={decide.isPending || comment.trim() === ''}
          title={comment.trim() === '' ? t('approvals.refuseNeedsComment') : undefined}
          onClick={() => decide.mutate(false)}
        >
          {t('approvals.refuse')}
        </Button>
      </div>
      {decide.isError && <ErrorNotice error={decide.error} />}
    </div>
  );
}
