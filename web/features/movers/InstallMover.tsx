import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { NodeMovers } from '../../../contract/mover.ts';
import { apiVersion } from '../../api/systemQueries.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Modal } from '../../components/Modal.tsx';
import { moverCommand } from './moverCommand.ts';

/** The steps, with what is known filled in; it sees the mover come. */
export function InstallMover({ node: { node, listening }, onClose }: { node: NodeMovers; onClose(): void }) {
  const { t } = useTranslation();
  const { data } = useQuery(apiVersion);
  const version = data?.version ?? '';
  const command = moverCommand({ node, temporalNamespace: data?.temporal.namespace ?? 'NAMESPACE' });
  return (
    <Modal title={t('movers.installTitle', { node })} text={t('movers.installText')} onClose={onClose}>
      <ol className="list-decimal space-y-3 pl-5 marker:text-muted">
        <li>{t('movers.step.prepare', { node, version })}</li>
        <li>{t('movers.step.secrets')}</li>
        <li>
          <p>{t('movers.step.start')}</p>
          <div className="relative mt-2 rounded-md border border-line bg-sunken">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
            <pre tabIndex={0} className="overflow-x-auto p-3 pr-10 font-mono text-xs leading-relaxed">
              {command}
            </pre>
            <span className="absolute top-1.5 right-1.5 rounded bg-sunken">
              <CopyButton text={command} />
            </span>
          </div>
        </li>
        <li>{t('movers.step.reach')}</li>
      </ol>
      <p className="rounded-md bg-warn-soft px-3 py-2 text-xs text-warn">{t('movers.trust')}</p>
      <div aria-live="polite">
        {listening && (
          <p data-installed={node} className="flex items-center gap-2 font-medium text-good">
            <CircleCheck aria-hidden className="size-4" />
            {t('movers.installed', { node })}
          </p>
        )}
      </div>
      <div className="flex justify-end">
        <Button onClick={onClose}>{t('action.close')}</Button>
      </div>
    </Modal>
  );
}
