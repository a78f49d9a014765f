import type { World } from '../world.ts';
import type { Machine } from './machine.ts';

/** As vMotion would. */
export function moveToOtherHost(world: World, machine: Machine): void {
  const { hosts } = machine.placement.datacenter;
  machine.placement.host = hosts.find((host) => host !== machine.placement.host) ?? machine.placement.host;
  machine.touch();
  world.changed();
}
