import type { Transport } from '../../contract/plan.ts';
import type { Approach, PreflightFacts } from './facts.ts';

/** Order in which `auto` tries: ranges serve full copies and deltas, leases full copies only. */
const preference: Transport[] = ['https', 'nbd', 'nfc'];

/** Deltas cannot travel by the staged route, so without a mover a migration is staged and cold. */
export function chooseApproach(facts: PreflightFacts): Approach {
  const { plan } = facts;
  const route = plan.route === 'auto' ? (facts.moverQueue === null ? 'staged' : 'direct') : plan.route;
  const transport = plan.transport === 'auto' ? (workingTransport(facts) ?? 'https') : plan.transport;
  const canFollow = route === 'direct' && transport !== 'nfc';
  return { route, transport, strategy: plan.strategy === 'warm' && canFollow ? 'warm' : 'cold' };
}

/** The first transport that reads every disk. */
export function workingTransport(facts: PreflightFacts): Transport | null {
  return (
    preference.find((transport) => {
      const probes = facts.probes.filter((probe) => probe.transport === transport);
      return probes.length >= facts.vm.disks.length && probes.every((probe) => probe.problem === null);
    }) ?? null
  );
}
