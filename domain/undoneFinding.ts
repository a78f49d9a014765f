import type { Finding } from '../contract/finding.ts';
import type { Migration, Parked } from '../contract/migration.ts';

/**
 * A cutover was given up for now: what stopped it and how long the source was out of service, which the next cutover's
 * downtime does not tell.
 * @param undone `at` in ISO 8601; `mayGoOff`: the guest had been asked to shut down, and still ran
 */
export function cutoverUndone(
  { vm, downtime }: Pick<Migration, 'vm' | 'downtime'>,
  { parked, at, mayGoOff }: { parked: Parked; at: string; mayGoOff: boolean },
): Finding {
  const down = downtime === null ? '' : ` The cutover had begun at ${downtime.from}.`;
  const off = `The guest had been asked to shut down and still ran: see whether it goes on running; if not, power ${vm.name} on. `;
  return {
    code: 'cutover.undone',
    severity: mayGoOff ? 'warning' : 'info',
    subject: vm.name,
    evidence: `The cutover was undone at ${at}, after it had parked in ${parked.stage} with ${parked.code}.${down}`,
    remedy: `${mayGoOff ? off : ''}Cut over again, by hand or at a time, once the cause is mended: nothing begins by itself.`,
  };
}
