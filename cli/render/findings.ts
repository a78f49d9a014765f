import type { Finding } from '../../contract/finding.ts';
import { printable } from '../table.ts';

const order = { blocker: 0, warning: 1, info: 2 } as const;

/** Blockers first; each with what was seen and what to do. */
export function renderFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'No findings.';
  return [...findings]
    .sort((a, b) => order[a.severity] - order[b.severity])
    .map(({ severity, code, subject, evidence, remedy }) =>
      [
        `${severity.padEnd(7)} ${code} (${printable(subject)})`,
        `        ${printable(evidence)}`,
        `        -> ${printable(remedy)}`,
      ].join('\n'),
    )
    .join('\n');
}
