/** How a worker calls itself towards Temporal; movers tell their version and whose journals they keep by it. */

interface Mover {
  /** e.g. `mover-pve1` */
  name: string;
  /** Of the machine. */
  host: string;
  /** Its id there. */
  process: number;
  /** Of the journals in its data folder; without spaces. */
  journals: string;
  version: string;
}

export function moverIdentity({ name, process, host, journals, version }: Mover): string {
  return `${name} ${process}@${host} journals/${journals} drover/${version}`;
}

/** Null: a release that did not tell, or not one of ours. */
export function versionIn(identity: string): string | null {
  return / drover\/(\S+)$/.exec(identity)?.[1] ?? null;
}

/** Null: as with the version. */
export function journalsIn(identity: string): string | null {
  return / journals\/(\S+) drover\/\S+$/.exec(identity)?.[1] ?? null;
}
