import type { Finding } from '../contract/finding.ts';
import type { Forecast } from '../contract/migration.ts';
import type { CutoverPolicy } from '../contract/plan.ts';
import { cutoverWaitsCode } from './waitFinding.ts';

/** Findings that come and go with the forecast. */
export const forecastCodes: readonly string[] = ['cutover.not-converging', 'cutover.budget-missed', cutoverWaitsCode];

/** What the operator should know of the forecast, with the ways out. */
export function forecastFindings(vm: string, forecast: Forecast | null, policy: CutoverPolicy): Finding[] {
  if (forecast === null) return [];
  const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`;
  const found: Finding[] = [];
  if (!forecast.converging) {
    found.push({
      code: 'cutover.not-converging',
      severity: 'warning',
      subject: vm,
      evidence: `The guest changes its disks faster than deltas shrink: ${forecast.dirtyBytes} bytes are to be copied at ${forecast.bytesPerSecond} bytes/s.`,
      remedy:
        'Lift bandwidth limits, quieten the writers in the guest, cut over at a quieter hour, or accept the downtime that is forecast.',
    });
  }
  const budget = policy.mode === 'auto' ? policy.downtimeBudgetSeconds : undefined;
  const { shutdownMs, verifyMs, bootMs } = forecast.parts;
  const fixedMs = shutdownMs + verifyMs + bootMs;
  if (budget !== undefined && fixedMs > budget * 1000) {
    found.push({
      code: 'cutover.budget-missed',
      severity: 'warning',
      subject: vm,
      evidence: `Shutdown, verification and boot alone take about ${seconds(fixedMs)}; the budget is ${budget} s, and 90 % of cutovers must fit.`,
      remedy: 'Raise the budget, or cut over by command; more delta rounds do not help.',
    });
  }
  return found;
}
