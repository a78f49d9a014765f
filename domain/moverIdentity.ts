/** How a worker calls itself towards Temporal; movers tell their version by it. */

/** @param name e.g. `mover-pve1` @param host of the machine @param process its id there */
export function moverIdentity(mover: { name: string; host: string; process: number; version: string }): string {
  return `${mover.name} ${mover.process}@${mover.host} drover/${mover.version}`;
}

/** Null: a release that did not tell, or not one of ours. */
export function versionIn(identity: string): string | null {
  return / drover\/(\S+)$/.exec(identity)?.[1] ?? null;
}
