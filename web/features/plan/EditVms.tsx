import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkPlan, PlanVmState } from '../../../contract/bulkPlan.ts';
import { api } from '../../api/api.ts';
import { planKeys } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { useVersionedEdit, type Version } from '../../edit/useVersionedEdit.ts';
import { VmEditFields } from './VmEditFields.tsx';
import { edited, editOf, isVmid, type VmEdit } from './vmEdit.ts';

interface EditVmsProps {
  plan: BulkPlan;
  vms: PlanVmState[];
  onSaved(): void;
  onClose(): void;
}

/** What some VMs of a plan have differently, or takes them out of it. */
export function EditVms({ plan, vms, onSaved, onClose }: EditVmsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const params = { id: plan.id };
  const refs = new Set(vms.map(({ ref }) => ref));
  // The plan that the edit is based on: its other VMs are sent along.
  const based = useRef(plan);
  const versionOf = (one: BulkPlan): Version<VmEdit> => {
    return { revision: one.revision, by: one.updatedBy, fields: editOf(one.vms.filter(({ ref }) => refs.has(ref))) };
  };
  const edit = useVersionedEdit({
    start: versionOf(plan),
    save: (fields, revision) =>
      api.updatePlan({ params, body: { vms: edited(based.current.vms, refs, fields) }, ifMatch: revision }),
    read: async () => {
      based.current = await api.getPlan({ params });
      return versionOf(based.current);
    },
    onSaved: (saved) => {
      client.setQueryData(planKeys.one(plan.id), saved);
      void client.invalidateQueries({ queryKey: planKeys.vms });
      void client.invalidateQueries({ queryKey: planKeys.lists });
      onSaved();
      onClose();
    },
  });
  const vmidError = isVmid(edit.fields.vmid) ? null : t('plans.wrong.vmid');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (vmidError === null && edit.conflict === null) edit.save();
  };
  const fields: Record<string, string> = {
    ...{ node: t('migration.node'), storage: t('migration.storage'), pool: t('presets.pool'), vmid: 'VMID' },
    ...{ strategy: t('migration.strategy'), name: t('plans.targetName') },
  };
  const nameOf = ([field = '', ref]: string[]) =>
    field === 'now' && ref !== undefined ? (vms.find((vm) => vm.ref === ref)?.name ?? ref) : (fields[field] ?? field);
  const wordsOf = ([field]: string[], value: unknown) =>
    field === 'strategy' && (value === 'warm' || value === 'cold') ? t(`create.${value}`) : undefined;
  const names = vms.slice(0, 5).map(({ name, ref }) => name ?? ref);
  const more = vms.length > 5 ? ` ${t('plans.andMore', { count: vms.length - 5 })}` : '';
  return (
    <Modal title={t('plans.changeVms', { count: vms.length })} text={names.join(', ') + more} onClose={onClose}>
      <form onSubmit={submit} noValidate className="space-y-4">
        {edit.conflict && <ConflictNotice conflict={edit.conflict} nameOf={nameOf} wordsOf={wordsOf} />}
        <VmEditFields
          edit={edit.fields}
          onChange={edit.change}
          targetId={plan.targetConnectionId}
          several={vms.length > 1}
          vmidError={vmidError}
        />
        {edit.error && <ErrorNotice error={edit.error} />}
        <div className="flex justify-end">
          <Button
            type="submit"
            variant={edit.fields.remove ? 'danger' : 'primary'}
            disabled={edit.isSaving || edit.conflict !== null}
          >
            {edit.fields.remove ? t('plans.takeOut', { count: vms.length }) : t('plans.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
