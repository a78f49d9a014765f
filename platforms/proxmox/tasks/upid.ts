/** The parts of a Proxmox VE task id that matter here. */
export interface Upid {
  node: string;
  startedAtSeconds: number;
  type: string;
  /** VM id, file name, `100@store`, or empty: depends on the type. */
  id: string;
  user: string;
}

// UPID:NODE:PID:PSTART:STARTTIME:TYPE:ID:USER: as PVE/UPID.pm writes it; numbers in hexadecimal.
const pattern =
  /^UPID:([A-Za-z0-9][A-Za-z0-9-]*):[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8,9}:([0-9A-Fa-f]{8}):([^:\s]+):([^:\s]*):([^:\s]+):$/;

/** @returns undefined for anything that is no task id */
export function parseUpid(text: unknown): Upid | undefined {
  const match = typeof text === 'string' ? pattern.exec(text) : null;
  if (match === null) return undefined;
  const [, node = '', start = '', type = '', id = '', user = ''] = match;
  return { node, startedAtSeconds: Number.parseInt(start, 16), type, id, user };
}
