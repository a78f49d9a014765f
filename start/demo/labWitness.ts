import type { LabGuestReport, LabSourceVm } from '../../contract/lab.ts';
import { SetupError } from '../setup/setupError.ts';
import type { Labs } from '../stack/labs.ts';

/** What the labs themselves say about source and target, past the product. */
export interface LabWitness {
  sourceVm(name: string): Promise<LabSourceVm>;
  guest(vmid: number): Promise<LabGuestReport>;
}

export function labWitness(labs: Labs): LabWitness {
  return {
    sourceVm: (name) => ask(`${labs.vsphere.controlUrl}/vms/${encodeURIComponent(name)}`),
    guest: (vmid) => ask(`${labs.proxmox.controlUrl}/vms/${vmid}/guest`),
  };
}

async function ask<T>(url: string): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (answer.ok) return (await answer.json()) as T;
  throw new SetupError(`The lab answered ${answer.status} to ${url}: ${await answer.text()}`, 'Look at its log.');
}
