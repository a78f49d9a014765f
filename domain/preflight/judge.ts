import type { Finding, PreflightReport } from '../../contract/finding.ts';
import { chooseApproach } from './approach.ts';
import { diskFindings } from './diskRules.ts';
import type { PreflightFacts } from './facts.ts';
import { hardwareFindings } from './hardwareRules.ts';
import { networkFindings } from './networkRules.ts';
import { privilegeFindings, routeFindings } from './routeRules.ts';
import { targetFindings } from './targetRules.ts';
import { liveFindings, vmFindings } from './vmRules.ts';

const rank = { blocker: 0, warning: 1, info: 2 } as const;

/** Judges a plan by the facts: what will be done, and every finding, gravest first. */
export function judge(facts: PreflightFacts, checkedAt: string): PreflightReport {
  const approach = chooseApproach(facts);
  const findings = [
    ...vmFindings(facts),
    ...liveFindings(facts, approach),
    ...diskFindings(facts, approach),
    ...networkFindings(facts),
    ...hardwareFindings(facts),
    ...targetFindings(facts, approach),
    ...routeFindings(facts, approach),
    ...privilegeFindings(facts),
  ];
  return {
    checkedAt,
    ...approach,
    vm: { ref: facts.vm.ref, name: facts.vm.name },
    findings: findings.sort((a, b) => rank[a.severity] - rank[b.severity]),
  };
}

export function blockers(findings: Finding[]): Finding[] {
  return findings.filter((finding) => finding.severity === 'blocker');
}
