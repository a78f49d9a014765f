import { AlertDialog } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newIdempotencyKey } from '../../../client/idempotencyKey.ts';
import type { CommandInput } from '../../../contract/command.ts';
import type { CommandName, Migration } from '../../../contract/migration.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { CutoverFacts } from './CutoverFacts.tsx';
import { LimitField } from './LimitField.tsx';
import { RetryStorage } from './RetryStorage.tsx';
import { mayChangeStorage } from './retryPlan.ts';
import { ScheduleField } from './ScheduleField.tsx';
import { useCommand } from './useCommand.ts';

/** Commands that mean nothing without their input. */
const demanding = new Set<CommandName>(['schedule', 'limit']);

interface ConfirmCommandProps {
  name: CommandName;
  migration: Migration;
  /** An input that was chosen before, and what it means, in words. */
  proposal?: { input: CommandInput; text: string };
  onClose(): void;
}

/** Says what a command will do before it is sent, and why it was refused if it was. */
export function ConfirmCommand({ name, migration, proposal, onClose }: ConfirmCommandProps) {
  const { t } = useTranslation();
  const [idempotencyKey, setIdempotencyKey] = useState(newIdempotencyKey);
  // Undefined while a command that needs more than its name lacks it.
  const [input, setInput] = useState<CommandInput | undefined>(proposal?.input);
  const choose = (next: CommandInput | undefined) => {
    setInput(next);
    // Another wish is another command.
    setIdempotencyKey(newIdempotencyKey());
  };
  const command = useCommand(migration.id);
  const words = { vm: migration.vm.name, stage: t(`stage.${migration.parked?.stage ?? migration.stage}`) };
  const send = () => {
    command.mutate({ name, input, idempotencyKey }, { onSuccess: onClose });
  };
  const dangerous = name === 'cancel' || name === 'rollback';
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 max-h-[92dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 space-y-4 overflow-y-auto rounded-xl border border-line bg-surface p-5 shadow-2xl outline-none">
          <div className="space-y-1.5">
            <AlertDialog.Title className="text-base font-semibold">
              {t(`confirm.${name}.title`, words)}
            </AlertDialog.Title>
            <AlertDialog.Description className="text-muted">{t(`confirm.${name}.text`, words)}</AlertDialog.Description>
          </div>
          {proposal && <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{proposal.text}</p>}
          {(name === 'cutover' || name === 'schedule') && <CutoverFacts migration={migration} />}
          {name === 'schedule' && <ScheduleField onChange={(at) => choose(at === null ? undefined : { at })} />}
          {name === 'limit' && <LimitField plan={migration.plan} onChange={choose} />}
          {name === 'retry' && !proposal && mayChangeStorage(migration) && (
            <RetryStorage migration={migration} onChange={(plan) => choose(plan === null ? undefined : { plan })} />
          )}
          {command.isError && <ErrorNotice error={command.error} />}
          <div className="flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t('command.keepAsIs')}</Button>
            </AlertDialog.Cancel>
            <Button
              variant={dangerous ? 'danger' : 'primary'}
              data-confirm={name}
              disabled={command.isPending || (demanding.has(name) && input === undefined)}
              onClick={send}
            >
              {command.isPending ? t('command.sending') : t(`command.${name}`)}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
