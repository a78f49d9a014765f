import { useQuery } from '@tanstack/react-query';
import { Cable, ExternalLink, HardDrive, PowerOff, RotateCcw, RotateCw, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandName, Migration, Parked } from '../../../contract/migration.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { workflowUrl } from '../../api/migrationUrl.ts';
import { paths } from '../../api/paths.ts';
import { apiVersion } from '../../api/systemQueries.ts';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { useCommandRefusal } from '../../project/useCommandRefusal.ts';
import { ConfirmCommand } from './ConfirmCommand.tsx';
import { connectionsOf, type FixAction, fixesOf } from './fixes.ts';
import { planWithPowerOff } from './retryPlan.ts';

type Asked = Exclude<FixAction, 'connection' | 'run'>;

/** What fits the code that a stage parked with, the most fitting first. Commands ask before they act. */
export function ParkedActions({ migration, parked }: { migration: Migration; parked: Parked }) {
  const { t } = useTranslation();
  const refusal = useCommandRefusal(migration);
  const [asked, setAsked] = useState<Asked | null>(null);
  const back: CommandName = migration.allowed.includes('rollback') ? 'rollback' : 'cancel';
  const looks: Record<Asked, { Icon: typeof RotateCw; text: string }> = {
    retry: { Icon: RotateCw, text: t('command.retry') },
    'retry-storage': { Icon: HardDrive, text: t('fix.retryStorage') },
    'retry-power-off': { Icon: PowerOff, text: t('fix.retryPowerOff') },
    'undo-cutover': { Icon: RotateCcw, text: t('command.undo-cutover') },
    'give-up': { Icon: back === 'cancel' ? Trash2 : Undo2, text: t(`command.${back}`) },
  };
  const commandOf = (action: Asked): CommandName =>
    action === 'give-up' ? back : action === 'undo-cutover' ? action : 'retry';
  const actions = fixesOf(migration);
  return (
    <>
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{t('fix.group')}</legend>
        {actions.map((action, index) => {
          if (action === 'connection') return <ConnectionLinks key={action} migration={migration} parked={parked} />;
          if (action === 'run') return <RunLink key={action} workflowId={migration.workflowId} />;
          const { Icon, text } = looks[action];
          return (
            <Button
              key={action}
              data-fix={action}
              data-command={action.startsWith('retry-') ? undefined : commandOf(action)}
              variant={action === 'give-up' ? 'danger' : index === 0 ? 'primary' : 'secondary'}
              disabled={refusal !== null}
              title={refusal === null ? undefined : t(`command.${refusal}`)}
              onClick={() => setAsked(action)}
            >
              <Icon aria-hidden className="size-4" />
              {text}
            </Button>
          );
        })}
      </fieldset>
      {actions.includes('undo-cutover') && <p className="text-xs text-muted">{t('fix.undoText')}</p>}
      {asked && (
        <ConfirmCommand
          key={asked}
          name={commandOf(asked)}
          migration={migration}
          proposal={
            asked === 'retry-power-off'
              ? { input: { plan: planWithPowerOff(migration.plan) }, text: t('fix.powerOffText') }
              : undefined
          }
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

function ConnectionLinks({ migration, parked }: { migration: Migration; parked: Parked }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(connectionList);
  return connectionsOf(parked.stage, migration.plan).map((id) => {
    const name = data.find((connection) => connection.id === id)?.name ?? id;
    return (
      <LinkButton key={id} to={paths.connections} data-fix="connection">
        <Cable aria-hidden className="size-4" />
        {t('fix.connection', { name })}
      </LinkButton>
    );
  });
}

function RunLink({ workflowId }: { workflowId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery(apiVersion);
  if (!data?.temporal.webUrl) return null;
  return (
    <a
      href={workflowUrl(data.temporal.webUrl, data.temporal.namespace, workflowId)}
      target="_blank"
      rel="noreferrer"
      data-fix="run"
      className="inline-flex h-9 items-center gap-1.5 rounded-md border border-line-strong bg-surface px-3 text-sm font-medium text-ink hover:bg-sunken"
    >
      <ExternalLink aria-hidden className="size-4" />
      {t('migration.workflow')}
    </a>
  );
}
