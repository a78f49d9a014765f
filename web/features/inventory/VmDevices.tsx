import { useTranslation } from 'react-i18next';
import type { VmSpec } from '../../../contract/vm.ts';
import { Facts } from '../../components/Facts.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

/** Disks, network adapters and snapshots, as the source describes them. */
export function VmDevices({ vm }: { vm: VmSpec }) {
  const { t } = useTranslation();
  const format = useFormat();
  const head = 'text-xs font-semibold text-muted';
  return (
    <div className="space-y-4">
      <Facts
        facts={[
          [t('inventory.host'), vm.host],
          [t('inventory.hardwareVersion'), `vmx-${vm.hardwareVersion}`],
          [
            'UUID',
            <code key="uuid" className="font-mono text-xs break-all">
              {vm.uuid}
            </code>,
          ],
        ]}
      />
      <div className="space-y-1">
        <h4 className={head}>{t('disks.title')}</h4>
        <ul className="divide-y divide-line">
          {vm.disks.map((disk) => (
            <li key={disk.id} className="py-1.5">
              <p className="flex justify-between gap-3">
                <span className="font-medium">{disk.label}</span>
                <span>{format.bytes(disk.capacityBytes)}</span>
              </p>
              <p className="text-xs break-words text-muted">
                {disk.controller} · {disk.datastoreType} · <code className="font-mono">{disk.file}</code>
              </p>
            </li>
          ))}
        </ul>
      </div>
      <div className="space-y-1">
        <h4 className={head}>{t('migration.networks')}</h4>
        <ul className="divide-y divide-line">
          {vm.nics.map((nic) => (
            <li key={nic.key} className="flex flex-wrap justify-between gap-x-3 py-1.5">
              <span>
                {nic.network || '–'} <span className="text-xs text-muted">{nic.model}</span>
              </span>
              <code className="font-mono text-xs text-muted">{nic.mac}</code>
            </li>
          ))}
        </ul>
      </div>
      {vm.snapshots.length > 0 && (
        <div className="space-y-1">
          <h4 className={head}>{t('inventory.snapshots')}</h4>
          <ul className="divide-y divide-line">
            {vm.snapshots.map((snapshot) => (
              <li key={snapshot.ref} className="flex justify-between gap-3 py-1.5">
                <span className="min-w-0 break-words">{snapshot.name}</span>
                <Time iso={snapshot.createdAt} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
