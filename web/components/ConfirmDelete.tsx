import { AlertDialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { ErrorNotice } from './ErrorNotice.tsx';

interface ConfirmDeleteProps {
  title: string;
  text: string;
  action: string;
  busy: boolean;
  /** What hindered it. */
  error: Error | null;
  onConfirm(): void;
  onClose(): void;
  /** The way to what hinders it. */
  children?: ReactNode;
}

/** Asks before something is deleted. */
export function ConfirmDelete({ title, text, action, busy, error, onConfirm, onClose, children }: ConfirmDeleteProps) {
  const { t } = useTranslation();
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 max-h-[92dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 space-y-4 overflow-y-auto rounded-xl border border-line bg-surface p-5 text-sm shadow-2xl outline-none">
          <div className="space-y-1.5">
            <AlertDialog.Title className="text-base font-semibold break-words">{title}</AlertDialog.Title>
            <AlertDialog.Description className="text-muted">{text}</AlertDialog.Description>
          </div>
          {error && <ErrorNotice error={error} />}
          {children}
          <div className="flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t('command.keepAsIs')}</Button>
            </AlertDialog.Cancel>
            <Button variant="danger" disabled={busy} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
