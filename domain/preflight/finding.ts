import type { Finding } from '../../contract/finding.ts';

type Told = Omit<Finding, 'severity'>;

export function blocker(code: string, subject: string, evidence: string, remedy: string): Finding {
  return told('blocker', { code, subject, evidence, remedy });
}

export function warning(code: string, subject: string, evidence: string, remedy: string): Finding {
  return told('warning', { code, subject, evidence, remedy });
}

export function info(code: string, subject: string, evidence: string, remedy: string): Finding {
  return told('info', { code, subject, evidence, remedy });
}

function told(severity: Finding['severity'], finding: Told): Finding {
  return { ...finding, severity };
}

/** The findings whose condition holds. */
export function when(...cases: [boolean, () => Finding][]): Finding[] {
  return cases.filter(([holds]) => holds).map(([, finding]) => finding());
}
