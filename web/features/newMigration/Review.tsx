import { useTranslation } from 'react-i18next';
import type { PreflightReport } from '../../../contract/finding.ts';
import type { MigrationPlanInput } from '../../../contract/plan.ts';
import { CutoverWords } from '../../components/CutoverWords.tsx';
import { Facts } from '../../components/Facts.tsx';

interface ReviewProps {
  plan: MigrationPlanInput;
  report: PreflightReport;
  diskName(id: string): string;
}

/** What would be made, read through once more before it is. */
export function Review({ plan, report: { vm, strategy }, diskName }: ReviewProps) {
  const { t } = useTranslation();
  const { target, disks = [], networks = [], hardware } = plan;
  const { controller = 'keep', nic = 'keep', cpuType } = hardware ?? {};
  const placed = [target.node, target.vmid, target.name].filter((part) => part !== undefined).join(' · ');
  return (
    <section aria-label={t('create.review')} data-review className="rounded-lg bg-sunken p-3 text-sm">
      <h3 className="mb-2 font-medium">{t('create.review')}</h3>
      <Facts
        facts={[
          [t('create.vm'), `${vm.name} (${vm.ref})`],
          [t('create.placement'), placed],
          [
            t('migration.storage'),
            lines(target.storage, ...disks.map((row) => `${diskName(row.diskId)} → ${row.storage}`)),
          ],
          [
            t('migration.networks'),
            lines(...networks.map(({ network, bridge, vlan }) => `${network} → ${bridge}${vlan ? `.${vlan}` : ''}`)),
          ],
          [
            t('migration.hardware'),
            lines(
              `${t('migration.controller')}: ${t(`migration.hardwareChoice.${controller}`)}`,
              `${t('migration.nic')}: ${t(`migration.hardwareChoice.${nic}`)}`,
              `CPU: ${cpuType}`,
            ),
          ],
          [t('migration.strategy'), t(`strategy.${strategy}`)],
          [t('create.startTarget'), t(plan.startTarget ? 'result.yes' : 'result.no')],
          [
            t('migration.cutover'),
            strategy === 'cold' ? null : <CutoverWords key="cutover" policy={plan.cutover ?? { mode: 'manual' }} />,
          ],
        ]}
      />
    </section>
  );
}

function lines(...texts: string[]) {
  if (texts.length === 0) return '–';
  return texts.map((text) => (
    <span key={text} className="block">
      {text}
    </span>
  ));
}
