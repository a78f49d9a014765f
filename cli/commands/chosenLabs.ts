import { needEndpoints } from '../endpoints.ts';
import { usageError } from '../exitCode.ts';
import { LabControl } from '../labControl.ts';

export interface LabOption {
  lab?: string;
}

/** The labs that a command is about: both, or the one that is named. */
export function chosenLabs(dataDir: string, { lab }: LabOption): LabControl[] {
  const { labs } = needEndpoints(dataDir);
  if (lab === undefined) return [new LabControl(labs.vsphere), new LabControl(labs.proxmox)];
  if (lab !== 'vsphere' && lab !== 'proxmox') throw usageError(`--lab takes vsphere or proxmox, not ${lab}.`);
  return [new LabControl(labs[lab])];
}
