import { useTranslation } from 'react-i18next';
import { cx } from '../../components/cx.ts';
import { smallFieldClass } from '../../components/field.ts';
import { MappingRow } from './MappingRow.tsx';
import { optionsOf, type PresetFieldProps } from './presetFieldProps.ts';

interface NetworkRowsProps extends PresetFieldProps<'networks'> {
  bridges: string[];
  /** Networks that VMs of the source are in. */
  known: string[];
  /** Whether the inventory tells networks at all. */
  seen: boolean;
}

export function NetworkRows({ draft, onChange, errorOf, bridges, known, seen }: NetworkRowsProps) {
  const { t } = useTranslation();
  const all = [...new Set([...known, ...Object.keys(draft.networks)])];
  const change = (network: string, part: Partial<{ bridge: string; vlan: string }>) => {
    const row = { bridge: '', vlan: '', ...draft.networks[network], ...part };
    onChange({ networks: { ...draft.networks, [network]: row } });
  };
  return (
    <fieldset className="space-y-1">
      <legend className="font-medium">{t('presets.networks')}</legend>
      {all.length === 0 && <p className="text-muted">{t(seen ? 'presets.noNetworks' : 'presets.unseen')}</p>}
      <ul className="divide-y divide-line">
        {all.map((network) => {
          const { bridge, vlan } = draft.networks[network] ?? { bridge: '', vlan: '' };
          return (
            <MappingRow
              key={network}
              from={network}
              label={t('create.bridgeFor', { network })}
              value={bridge}
              options={optionsOf(bridges, bridge, t('presets.notMapped'))}
              error={errorOf(`networks.${network}`)}
              onChange={(chosen) => change(network, { bridge: chosen })}
            >
              <input
                aria-label={t('presets.vlanFor', { network })}
                placeholder="VLAN"
                inputMode="numeric"
                value={vlan}
                aria-invalid={(vlan !== '' && errorOf(`networks.${network}`) !== null) || undefined}
                disabled={bridge === ''}
                onChange={({ target }) => change(network, { vlan: target.value.trim() })}
                className={cx(smallFieldClass, 'max-w-18')}
              />
            </MappingRow>
          );
        })}
      </ul>
    </fieldset>
  );
}
