import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button.tsx';
import { cx } from './cx.ts';

interface ModalProps {
  title: ReactNode;
  /** Below the title. */
  text?: ReactNode;
  /** `side`: along the right edge, over its whole height. */
  shape?: 'middle' | 'wide' | 'side';
  onClose(): void;
  children: ReactNode;
}

const shapes = {
  middle:
    'top-1/2 left-1/2 max-h-[92dvh] w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-xl border',
  wide: 'top-1/2 left-1/2 max-h-[96dvh] w-[min(72rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 rounded-xl border',
  side: 'inset-y-0 right-0 w-[min(34rem,100vw)] border-l',
};

/** Over the page until it is closed; Escape closes it. */
export function Modal({ title, text, shape = 'middle', onClose, children }: ModalProps) {
  const { t } = useTranslation();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Dialog.Content
          aria-describedby={undefined}
          className={cx(
            'fixed z-50 flex flex-col border-line bg-surface text-sm shadow-2xl outline-none',
            shapes[shape],
          )}
        >
          <header className="flex items-start justify-between gap-3 border-b border-line py-3 pr-3 pl-5">
            <div className="min-w-0 space-y-0.5">
              <Dialog.Title className="text-base font-semibold break-words">{title}</Dialog.Title>
              {text && <div className="text-muted">{text}</div>}
            </div>
            <Dialog.Close asChild>
              <Button icon small variant="ghost" aria-label={t('action.close')}>
                <X aria-hidden className="size-4" />
              </Button>
            </Dialog.Close>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, also without a control in it */}
          <div tabIndex={0} className="min-h-0 flex-1 space-y-4 overflow-y-auto px-5 py-4">
            {children}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
