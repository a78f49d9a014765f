import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionList, sourcePlaces, targetFacts } from '../../api/inventoryQueries.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { endsOf } from '../../project/endsOf.ts';
import { useChosenProject } from '../../project/projectChoice.ts';
import { useConnectionsToMove } from '../../project/useConnectionsToMove.ts';
import { DatastoreRows } from './DatastoreRows.tsx';
import { HardwareFields } from './HardwareFields.tsx';
import { NetworkRows } from './NetworkRows.tsx';
import { offersOf } from './offers.ts';
import { PlacementFields } from './PlacementFields.tsx';
import type { PresetDraft } from './presetDraft.ts';

interface PresetFormProps {
  draft: PresetDraft;
  onChange(part: Partial<PresetDraft>): void;
  errorOf(field: string): string | null;
  /** A preset that exists keeps its two connections. */
  pairFixed: boolean;
  sourceFixed?: boolean;
  /** Below the fields. */
  children: ReactNode;
}

const named = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
const noTarget = { targetConnectionId: '', node: '', storage: '', stagingStorage: '', pool: '' };

/** What is mapped is asked of the source's inventory, whereto of the target. */
export function PresetForm({
  draft,
  onChange,
  errorOf,
  pairFixed,
  sourceFixed = pairFixed,
  children,
}: PresetFormProps) {
  const { t } = useTranslation();
  const { sourceConnectionId, targetConnectionId } = draft;
  const connections = useQuery(connectionList);
  const places = useQuery({ ...sourcePlaces(sourceConnectionId), enabled: sourceConnectionId !== '' });
  const facts = useQuery({ ...targetFacts(targetConnectionId), enabled: targetConnectionId !== '' });
  const chosen = useChosenProject();
  const known = useConnectionsToMove();
  const { sources, targets } = endsOf(known, { chosen, sourceId: sourceConnectionId });
  const chooseSource = (id: string) => {
    const fitting = endsOf(known, { chosen, sourceId: id }).targets;
    const kept = fitting.some((target) => target.id === targetConnectionId);
    onChange({ sourceConnectionId: id, networks: {}, datastores: {}, ...(kept ? {} : noTarget) });
  };
  const offers = facts.data && offersOf(facts.data, draft.node);
  const part = { draft, onChange, errorOf };
  return (
    <>
      <TextField
        label={t('presets.name')}
        error={errorOf('name')}
        value={draft.name}
        maxLength={80}
        autoComplete="off"
        onChange={(name) => onChange({ name })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t('create.source')}
          value={sourceConnectionId}
          options={sources.map(named)}
          placeholder={t('create.choose')}
          disabled={sourceFixed}
          error={errorOf('sourceConnectionId')}
          onChange={chooseSource}
        />
        <SelectField
          label={t('create.target')}
          value={targetConnectionId}
          options={targets.map(named)}
          placeholder={t('create.choose')}
          disabled={pairFixed}
          error={errorOf('targetConnectionId')}
          onChange={(id) => onChange({ ...noTarget, targetConnectionId: id, networks: {}, datastores: {} })}
        />
      </div>
      {[connections, places, facts].map(
        (asked, index) =>
          asked.isError && (
            <ErrorNotice
              key={['connections', 'places', 'facts'][index]}
              error={asked.error}
              onRetry={() => void asked.refetch()}
            />
          ),
      )}
      {facts.isLoading && (
        <div aria-busy>
          <p className="mb-2 text-muted">{t('presets.asking')}</p>
          <Skeleton className="h-24" />
        </div>
      )}
      {offers && <PlacementFields {...part} offers={offers} />}
      {offers && places.data && (
        <>
          <NetworkRows {...part} bridges={offers.bridges} known={places.data.networks} seen={places.data.seen} />
          <DatastoreRows {...part} storages={offers.storages} known={places.data.datastores} />
        </>
      )}
      {offers && <HardwareFields {...part} />}
      {children}
    </>
  );
}
