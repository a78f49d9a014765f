import type { Finding } from '../../contract/finding.ts';
import { workingTransport } from './approach.ts';
import type { Approach, PreflightFacts } from './facts.ts';
import { blocker, warning, when } from './finding.ts';

const tolerableSkewMs = 120_000;

export function routeFindings(facts: PreflightFacts, approach: Approach): Finding[] {
  const { plan, vm } = facts;
  const fellBack = plan.route === 'auto' && approach.route === 'staged';
  const skew = facts.sourceClockSkewMs;
  return when(
    [
      plan.route === 'direct' && facts.moverQueue === null,
      () =>
        blocker(
          'mover.unreachable',
          'mover',
          'No mover listens for the target node.',
          'Start one there, or choose the staged route.',
        ),
    ],
    [
      fellBack,
      () =>
        warning(
          'mover.unreachable',
          'mover',
          'No mover listens for the target node: the plan falls back to the staged route.',
          'Start a mover there for a warm migration.',
        ),
    ],
    [
      approach.route === 'staged' && facts.moverQueue === null,
      () =>
        warning(
          'verify.no-read-back',
          vm.name,
          'Without a mover the target volume cannot be read back.',
          'The image is proven by SHA-256 up to the import only.',
        ),
    ],
    [
      plan.strategy === 'warm' && approach.strategy === 'cold' && plan.route !== 'staged' && vm.power === 'on',
      () =>
        warning(
          'strategy.cold',
          vm.name,
          'It will be off during the whole copy: this way cannot follow its writes.',
          'Start a mover and read over https for seconds of downtime.',
        ),
    ],
    [
      plan.strategy === 'warm' && plan.route === 'staged',
      () =>
        blocker(
          'strategy.staged-warm',
          vm.name,
          'The staged route carries no deltas.',
          'Choose the cold strategy, or the direct route.',
        ),
    ],
    [
      plan.transport === 'auto' && workingTransport(facts) === null && vm.disks.length > 0,
      () =>
        blocker(
          'transport.none',
          vm.name,
          'No transport reads every disk.',
          'See the findings of the disks; vSAN and vVol need nfc, which copies cold.',
        ),
    ],
    [
      skew !== null && Math.abs(skew) > tolerableSkewMs,
      () =>
        warning(
          'clock.skew',
          'source',
          `Its clock is ${Math.round((skew ?? 0) / 1000)} s away from ours.`,
          'Set both by NTP; times in the certificate are ours.',
        ),
    ],
  );
}

export function privilegeFindings(facts: PreflightFacts): Finding[] {
  return [
    ...facts.sourceMissingPrivileges.map((privilege) =>
      blocker(
        'privilege.source',
        privilege,
        'The login of the source connection lacks it on this VM.',
        'Grant it by a role on the VM or above.',
      ),
    ),
    ...facts.targetMissingPrivileges.map((privilege) =>
      blocker(
        'privilege.target',
        privilege,
        'The login of the target connection lacks it.',
        'Grant it by a role on the path that is named.',
      ),
    ),
  ];
}
