import { expect, test } from 'vitest';
import { ApiProblem, ApiUnreachable } from '../client/apiProblem.ts';
import { ConfigurationError } from '../config/configurationError.ts';
import type { Problem } from '../contract/problem.ts';
import { reportOf } from './errorReport.ts';
import { CliError, exitCodes } from './exitCode.ts';

function answered(problem: Partial<Problem>): ApiProblem {
  return new ApiProblem({
    type: 'about:blank',
    title: '',
    status: 500,
    detail: 'Something happened.',
    code: 'internal',
    remedy: 'Look.',
    correlationId: 'c-1',
    ...problem,
  });
}

test.each([
  [400, exitCodes.usage],
  [401, exitCodes.notLoggedIn],
  [403, exitCodes.refused],
  [404, exitCodes.refused],
  [409, exitCodes.refused],
  [412, exitCodes.refused],
  [422, exitCodes.refused],
  [500, exitCodes.failed],
  [503, exitCodes.unreachable],
])('status %d ends with exit code %d', (status, exitCode) => {
  expect(reportOf(answered({ status })).exitCode).toBe(exitCode);
});

test('a refused command says what the state accepts', () => {
  const state = { status: 'running', stage: 'baseline', allowed: ['pause', 'cancel'] };
  const { text } = reportOf(answered({ status: 409, code: 'command.refused', detail: 'Not now.', state }));
  expect(text).toContain('running in baseline');
  expect(text).toContain('pause, cancel');
});

test('a refused migration shows its findings, the blockers first', () => {
  const finding = { subject: 'Hard disk 1', evidence: 'seen', remedy: 'do' };
  const findings = [
    { ...finding, severity: 'info', code: 'b' },
    { ...finding, severity: 'blocker', code: 'a' },
  ];
  const { text } = reportOf(answered({ status: 422, code: 'migration.refused', findings }));
  expect(text.indexOf('blocker')).toBeLessThan(text.indexOf('info'));
});

test('errors of our own keep their code; others have failed', () => {
  expect(reportOf(new CliError(exitCodes.unreachable, 'away')).exitCode).toBe(exitCodes.unreachable);
  expect(reportOf(new ApiUnreachable('http://x', new Error('refused'))).exitCode).toBe(exitCodes.unreachable);
  expect(reportOf(new ConfigurationError('DROVER_URL', 'is odd')).exitCode).toBe(exitCodes.usage);
  expect(reportOf(new Error('boom')).exitCode).toBe(exitCodes.failed);
});
