import type { Finding } from '../contract/finding.ts';
import type { Obstacle } from './automaticCutover.ts';

/** Comes and goes with what it tells; gone when the cutover begins. */
export const cutoverWaitsCode = 'cutover.waits';

/** What a cutover that may begin by itself waits for. Null: for nothing, or its window is over, which is told apart. */
export function cutoverWaits(vm: string, obstacles: Obstacle[]): Finding | null {
  const reasons = obstacles.map(reasonOf).filter((reason) => reason !== null);
  if (reasons.length === 0) return null;
  return {
    code: cutoverWaitsCode,
    severity: 'info',
    subject: vm,
    evidence: `It goes on copying what changes and does not cut over by itself yet: ${reasons.join('; ')}.`,
    remedy: 'None is needed. To go over all the same, cut over by hand or at a time.',
  };
}

/** Of a run that waits for nothing any more, or for an operator's time. */
export function withoutWait(findings: Finding[]): Finding[] {
  return findings.filter(({ code }) => code !== cutoverWaitsCode);
}

function reasonOf(obstacle: Obstacle): string | null {
  switch (obstacle.what) {
    case 'rounds':
      return `${obstacle.done} of ${obstacle.needed} delta rounds are done`;
    case 'no-forecast':
      return 'there is no forecast yet';
    case 'budget':
      return `90 % of cutovers would take up to ${seconds(obstacle.forecastMs)}, the budget is ${seconds(obstacle.budgetMs)}`;
    case 'opens-later':
      return `its window opens at ${iso(obstacle.at)}`;
    case 'ends-too-late':
      return `it could last until ${iso(obstacle.at)}, and its window closes at ${iso(obstacle.closesAt)}`;
    case 'closed':
      return null;
  }
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
