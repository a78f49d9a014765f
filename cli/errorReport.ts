import { ApiProblem, ApiUnreachable } from '../client/apiProblem.ts';
import { type ErrorCode, errors, isErrorCode } from '../contract/errors.ts';
import type { Finding } from '../contract/finding.ts';
import type { Problem } from '../contract/problem.ts';
import { CliError, exitCodeOfStatus, exitCodes } from './exitCode.ts';
import { renderFindings } from './render/findings.ts';
import { printable } from './table.ts';

export interface ErrorReport {
  exitCode: number;
  /** For people, on stderr. */
  text: string;
  /** With `--json`, on stderr as well: stdout holds results only. */
  json: unknown;
}

/** Any failure as one report. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof ApiProblem) {
    const { problem } = error;
    return { exitCode: exitCodeOfStatus(problem.status), text: problemText(problem), json: problem };
  }
  if (error instanceof ApiUnreachable) {
    const refused = causeOf(error);
    if (refused !== undefined) return reportOf(refused);
    return { exitCode: exitCodes.unreachable, text: error.message, json: { detail: error.message } };
  }
  if (error instanceof CliError) {
    return { exitCode: error.code, text: error.message, json: { detail: error.message } };
  }
  if (isConfigurationError(error)) {
    return { exitCode: exitCodes.usage, text: error.message, json: { detail: error.message } };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { exitCode: exitCodes.failed, text: detail, json: { detail } };
}

/** What this process itself refused below the request: a certificate. */
function causeOf(error: Error): CliError | undefined {
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof CliError) return cause;
  }
  return undefined;
}

function problemText(problem: Problem): string {
  const lines = [`${problem.detail} [${problem.code}]`];
  for (const line of problem.evidence ?? []) lines.push(`  ${line}`);
  for (const issue of problem.issues ?? []) lines.push(`  ${issue.path}: ${issue.message}`);
  if (problem.state !== undefined) {
    const { status, stage, allowed } = problem.state;
    lines.push(`  It is ${status} in ${stage} and accepts: ${allowed.join(', ') || 'nothing'}.`);
  }
  if (problem.openMigrationId !== undefined) lines.push(`  Open migration: ${problem.openMigrationId}`);
  if (problem.approvalId !== undefined) lines.push(`  drover approvals approve ${problem.approvalId}`);
  const text = lines.map(printable).join('\n');
  const findings = problem.findings as Finding[] | undefined;
  const remedy = isErrorCode(problem.code) ? errors[problem.code satisfies ErrorCode].remedy : problem.remedy;
  return [text, ...(findings === undefined ? [] : [renderFindings(findings)]), `-> ${printable(remedy)}`].join('\n');
}

function isConfigurationError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ConfigurationError';
}
