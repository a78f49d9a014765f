import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConnectionKind, ConnectionTest } from '../../../contract/connection.ts';
import { cx } from '../../components/cx.ts';
import { ConfirmFingerprint } from './ConfirmFingerprint.tsx';

interface TestStepsProps {
  result: ConnectionTest;
  kind: ConnectionKind;
  /** Fingerprint that was trusted before. */
  known: string | null;
  mayWrite: boolean;
  busy?: boolean;
  onTrust(fingerprint256: string): void;
}

/** Each step of a test; the first that failed names cause and remedy. */
export function TestSteps({ result, kind, known, mayWrite, busy = false, onTrust }: TestStepsProps) {
  const { t } = useTranslation();
  const { ok: passed, steps, fingerprint256, missingPrivileges } = result;
  const distrusted = steps.some(({ name, ok }) => name === 'certificate' && !ok);
  return (
    <div className="space-y-3" data-test={passed ? 'ok' : 'failed'}>
      <ol className="space-y-1.5">
        {steps.map(({ name, ok, detail, remedy }) => (
          <li key={name} className="flex gap-2">
            {ok ? (
              <Check aria-label={t('connections.stepOk')} className="mt-0.5 size-4 shrink-0 text-good" />
            ) : (
              <X aria-label={t('connections.stepFailed')} className="mt-0.5 size-4 shrink-0 text-bad" />
            )}
            <div className="min-w-0 break-words">
              <span className="font-medium">{t(`connections.step.${name}`)}</span>{' '}
              <span className={cx(ok ? 'text-muted' : 'text-bad')}>{detail}</span>
              {remedy && <p className="text-muted">{remedy}</p>}
            </div>
          </li>
        ))}
      </ol>
      {missingPrivileges.length > 0 && (
        <ul className="columns-1 pl-6 font-mono text-xs text-muted sm:columns-2">
          {missingPrivileges.map((privilege) => (
            <li key={privilege} className="break-words">
              {privilege}
            </li>
          ))}
        </ul>
      )}
      {distrusted && fingerprint256 && (
        <ConfirmFingerprint
          kind={kind}
          known={known}
          seen={fingerprint256}
          mayWrite={mayWrite}
          busy={busy}
          onTrust={() => onTrust(fingerprint256)}
        />
      )}
    </div>
  );
}
