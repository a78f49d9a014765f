import type { UseMutationResult } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Connection, ConnectionTest } from '../../../contract/connection.ts';
import { cx } from '../../components/cx.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { ConfirmFingerprint } from './ConfirmFingerprint.tsx';

interface TestResultProps {
  connection: Connection;
  test: UseMutationResult<ConnectionTest, Error, void>;
  trust: UseMutationResult<Connection, Error, string>;
  mayWrite: boolean;
}

/** Each step of the test; the first that failed names cause and remedy. */
export function TestResult({ connection, test, trust, mayWrite }: TestResultProps) {
  const { t } = useTranslation();
  if (test.isPending) return <p className="text-muted">{t('connections.testingText')}</p>;
  if (test.isError) return <ErrorNotice error={test.error} />;
  if (!test.data) return null;
  const { steps, fingerprint256, missingPrivileges } = test.data;
  const distrusted = steps.some(({ name, ok }) => name === 'certificate' && !ok);
  return (
    <div className="space-y-3" data-test={test.data.ok ? 'ok' : 'failed'}>
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
          kind={connection.kind}
          known={connection.fingerprint256}
          seen={fingerprint256}
          mayWrite={mayWrite}
          busy={trust.isPending}
          onTrust={() => trust.mutate(fingerprint256)}
        />
      )}
      {trust.isError && <ErrorNotice error={trust.error} />}
    </div>
  );
}
