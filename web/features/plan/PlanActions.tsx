import { ClipboardCheck, Pencil, Play, Radar, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button.tsx';

export type PlanDialog = 'start' | 'edit' | 'delete' | 'vms';

interface PlanActionsProps {
  total: number;
  chosen: number;
  checking: 'check' | 'preflight' | null;
  onCheck(preflight: boolean): void;
  onOpen(dialog: PlanDialog): void;
}

/** Checks and starts what is chosen, or all when nothing is. */
export function PlanActions({ total, chosen, checking, onCheck, onOpen }: PlanActionsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Button disabled={checking !== null || total === 0} onClick={() => onCheck(false)}>
        <ClipboardCheck aria-hidden className="size-4" />
        {t(checking === 'check' ? 'create.checking' : 'plans.check')}
      </Button>
      <Button disabled={checking !== null || total === 0} onClick={() => onCheck(true)}>
        <Radar aria-hidden className="size-4" />
        {t(checking === 'preflight' ? 'plans.asking' : 'plans.preflight')}
      </Button>
      {chosen > 0 && (
        <Button onClick={() => onOpen('vms')}>
          <Pencil aria-hidden className="size-4" />
          {t('plans.changeVms', { count: chosen })}
        </Button>
      )}
      <Button variant="primary" disabled={total === 0} onClick={() => onOpen('start')}>
        <Play aria-hidden className="size-4" />
        {chosen > 0 ? t('plans.startChosen', { count: chosen }) : t('plans.startAll')}
      </Button>
      <Button icon aria-label={t('plans.edit')} title={t('plans.edit')} onClick={() => onOpen('edit')}>
        <Pencil aria-hidden className="size-4" />
      </Button>
      <Button
        icon
        variant="danger"
        aria-label={t('plans.delete')}
        title={t('plans.delete')}
        onClick={() => onOpen('delete')}
      >
        <Trash2 aria-hidden className="size-4" />
      </Button>
    </>
  );
}
