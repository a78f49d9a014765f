import { RotateCw, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, ApiUnreachable } from '../../client/apiProblem.ts';
import type { Problem } from '../../contract/problem.ts';
import { Button } from './Button.tsx';
import { FindingList } from './FindingList.tsx';
import { findingsOf } from './findingsOf.ts';

interface ErrorNoticeProps {
  error: Error;
  title?: string;
  onRetry?: () => void;
}

/** What went wrong, what to do about it, and the stable code to look it up by. */
export function ErrorNotice({ error, title, onRetry }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const problem = error instanceof ApiProblem ? error.problem : null;
  const told = problem
    ? { detail: problem.detail, remedy: problem.remedy, code: problem.code }
    : error instanceof ApiUnreachable
      ? { detail: t('error.unreachable'), remedy: t('error.unreachableRemedy'), code: 'api.unreachable' }
      : { detail: `${t('error.unknown')} ${error.message}`, remedy: t('error.unknownRemedy'), code: 'console.defect' };
  return (
    <div role="alert" className="rounded-lg border border-bad/30 bg-bad-soft p-3 text-sm">
      <div className="flex gap-2.5">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
        <div className="min-w-0 flex-1 space-y-1.5">
          <p className="flex flex-wrap items-baseline gap-x-2 font-semibold text-bad">
            {title ?? problem?.title ?? t('error.title')}
            <code className="font-mono text-xs font-normal">{told.code}</code>
          </p>
          <p className="break-words">{told.detail}</p>
          {problem && <ProblemDetails problem={problem} />}
          <p className="text-muted">
            <span className="font-medium">{t('error.remedy')}:</span> {told.remedy}
          </p>
          {problem?.correlationId && (
            <p className="text-xs break-all text-muted">
              {t('error.correlation')}: <code className="font-mono">{problem.correlationId}</code>
            </p>
          )}
          {onRetry && (
            <Button small onClick={onRetry}>
              <RotateCw aria-hidden className="size-3.5" />
              {t('action.retry')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

function ProblemDetails({ problem }: { problem: Problem }) {
  const { t } = useTranslation();
  const { state, issues = [], evidence = [] } = problem;
  const findings = findingsOf(problem);
  return (
    <>
      {state && (
        <p>
          {t('error.nowAllowed', {
            status: state.status,
            stage: state.stage,
            allowed: state.allowed.join(', ') || t('error.nothingAllowed'),
          })}
        </p>
      )}
      {(issues.length > 0 || evidence.length > 0) && (
        <ul className="list-disc space-y-0.5 pl-4 font-mono text-xs break-words">
          {issues.map(({ path, message }) => (
            <li key={path}>
              {path}: {message}
            </li>
          ))}
          {evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      {findings.length > 0 && <FindingList findings={findings} />}
    </>
  );
}
