import { useMutation } from '@tanstack/react-query';
import { ClipboardCheck, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preset } from '../../../contract/preset.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Facts } from '../../components/Facts.tsx';
import { FindingList } from '../../components/FindingList.tsx';
import { Time } from '../../components/Time.tsx';
import { useMayAt } from '../../project/useMayAt.ts';
import { DeletePreset } from './DeletePreset.tsx';
import { EditPreset } from './EditPreset.tsx';

interface PresetCardProps {
  preset: Preset;
  /** Names of its connections. */
  from: string;
  to: string;
}

export function PresetCard({ preset, from, to }: PresetCardProps) {
  const { t } = useTranslation();
  const mayWrite = useMayAt('migrations:create', preset.sourceConnectionId);
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null);
  const check = useMutation({ mutationFn: () => api.checkPreset({ params: { id: preset.id } }) });
  const { node, storage, networks, datastores, hardware, updatedAt, updatedBy } = preset;
  const rows = [
    ...networks.map(({ network, bridge, vlan }) => `${network} → ${bridge}${vlan === undefined ? '' : `.${vlan}`}`),
    ...datastores.map((row) => `${row.datastore} → ${row.storage}`),
  ];
  return (
    <div data-preset={preset.name}>
      <Card
        title={preset.name}
        aside={
          <span className="flex gap-1">
            <Button small variant="ghost" disabled={check.isPending} onClick={() => check.mutate()}>
              <ClipboardCheck aria-hidden className="size-3.5" />
              {t(check.isPending ? 'presets.checking' : 'presets.check')}
            </Button>
            {mayWrite && (
              <>
                <Button icon small variant="ghost" aria-label={t('presets.edit')} onClick={() => setOpen('edit')}>
                  <Pencil aria-hidden className="size-3.5" />
                </Button>
                <Button icon small variant="ghost" aria-label={t('presets.delete')} onClick={() => setOpen('delete')}>
                  <Trash2 aria-hidden className="size-3.5" />
                </Button>
              </>
            )}
          </span>
        }
      >
        <div className="space-y-3">
          <Facts
            facts={[
              [t('presets.fromTo'), `${from} → ${to}`],
              [t('migration.node'), node ?? t('presets.anyNode')],
              [t('presets.storage'), storage],
              [
                t('migration.hardware'),
                `${t(`migration.hardwareChoice.${hardware.controller}`)} / ${t(`migration.hardwareChoice.${hardware.nic}`)} · ${hardware.cpuType}`,
              ],
            ]}
          />
          {rows.length > 0 && (
            <ul className="space-y-0.5 border-t border-line pt-2 font-mono text-xs">
              {rows.map((row) => (
                <li key={row} className="break-words">
                  {row}
                </li>
              ))}
            </ul>
          )}
          {check.isError && <ErrorNotice error={check.error} />}
          {check.data && check.data.findings.length === 0 && <p className="text-good">{t('presets.bothHaveIt')}</p>}
          {check.data && check.data.findings.length > 0 && <FindingList findings={check.data.findings} />}
          <p className="text-xs text-muted">
            {t('plans.changedBy', { who: updatedBy })} <Time iso={updatedAt} />
          </p>
        </div>
      </Card>
      {open === 'edit' && <EditPreset preset={preset} onClose={() => setOpen(null)} />}
      {open === 'delete' && <DeletePreset preset={preset} onClose={() => setOpen(null)} />}
    </div>
  );
}
