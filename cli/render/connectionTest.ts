import type { ConnectionTest } from '../../contract/connection.ts';
import { printable } from '../table.ts';

/** Each step that was tried; the first that failed with its remedy. */
export function renderConnectionTest(test: ConnectionTest, name: string): string {
  const lines = test.steps.map(({ name: step, ok, detail, remedy }) =>
    [
      `${ok ? 'ok  ' : 'FAIL'} ${step.padEnd(11)} ${printable(detail)}`,
      ...(remedy === null ? [] : [`     -> ${remedy}`]),
    ].join('\n'),
  );
  const certificateFailed = test.steps.some(({ name: step, ok }) => step === 'certificate' && !ok);
  if (certificateFailed && test.fingerprint256 !== null) {
    lines.push(
      '',
      `Compare ${test.fingerprint256} with the server itself. When it is the same:`,
      `  drover connections trust ${name} ${test.fingerprint256}`,
    );
  }
  return lines.join('\n');
}
