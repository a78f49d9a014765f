import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preset } from '../../../contract/preset.ts';
import { Button } from '../../components/Button.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { AddPreset } from '../presets/AddPreset.tsx';
import { CutoverFields } from './CutoverFields.tsx';
import { type PlanDraft, wrongFields } from './planDraft.ts';

type Shown = Omit<PlanDraft, 'settings'>;

interface PlanFieldsProps {
  draft: Shown;
  onChange(part: Partial<Shown>): void;
  /** Presets that go from this source. */
  sourceId: string;
  presets: Preset[];
  /** Whether sending was tried: only then is told what is missing. */
  tried: boolean;
}

/** Name, way, and how its VMs move. */
export function PlanFields({ draft, onChange, sourceId, presets, tried }: PlanFieldsProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const wrong = tried ? wrongFields(draft) : [];
  const errorOf = (field: (typeof wrong)[number]) => (wrong.includes(field) ? t(`plans.wrong.${field}`) : null);
  const able = presets.filter((preset) => preset.sourceConnectionId === sourceId);
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label={t('plans.name')}
          value={draft.name}
          maxLength={80}
          autoComplete="off"
          error={errorOf('name')}
          onChange={(name) => onChange({ name })}
        />
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <SelectField
              label={t('plans.preset')}
              value={draft.presetId}
              options={able.map(({ id, name }) => ({ value: id, label: name }))}
              placeholder={t(able.length === 0 ? 'plans.noPreset' : 'create.choose')}
              error={errorOf('preset')}
              onChange={(presetId) => onChange({ presetId })}
            />
          </div>
          <Button onClick={() => setAdding(true)} className={errorOf('preset') ? 'mb-5.5' : ''}>
            <Plus aria-hidden className="size-4" />
            {t('presets.add')}
          </Button>
        </div>
        <SelectField
          label={t('migration.strategy')}
          value={draft.strategy}
          options={[
            { value: 'warm', label: t('create.warm') },
            { value: 'cold', label: t('create.cold') },
          ]}
          onChange={(strategy) => onChange({ strategy: strategy === 'cold' ? 'cold' : 'warm' })}
        />
        <CutoverFields value={draft.cutover} errorOf={errorOf} onChange={(cutover) => onChange({ cutover })} />
      </div>
      {adding && (
        <AddPreset
          sourceId={sourceId}
          onMade={({ id }) => onChange({ presetId: id })}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}
