import type { UseMutationResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Connection, ConnectionTest } from '../../../contract/connection.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { TestSteps } from './TestSteps.tsx';

interface TestResultProps {
  connection: Connection;
  test: UseMutationResult<ConnectionTest, Error, void>;
  trust: UseMutationResult<Connection, Error, string>;
  mayWrite: boolean;
}

export function TestResult({ connection, test, trust, mayWrite }: TestResultProps) {
  const { t } = useTranslation();
  if (test.isPending) return <p className="text-muted">{t('connections.testingText')}</p>;
  if (test.isError) return <ErrorNotice error={test.error} />;
  if (!test.data) return null;
  return (
    <div className="space-y-3">
      <TestSteps
        result={test.data}
        kind={connection.kind}
        known={connection.fingerprint256}
        mayWrite={mayWrite}
        busy={trust.isPending}
        onTrust={(fingerprint256) => trust.mutate(fingerprint256)}
      />
      {trust.isError && <ErrorNotice error={trust.error} />}
    </div>
  );
}
