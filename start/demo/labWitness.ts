import type { LabGuestReport, LabSourceVm } from '../../contract/lab.ts';
import { SetupError } from '../setup/setupError.ts';
import type { Labs } from '../stack/labs.ts';

/** A lab that hashes the disks of a final snapshot answers when it is done. */
const patienceMs = 60_000;

/** What the labs themselves say about source and target, past the product, and the operator's hand in them. */
export interface LabWitness {
  sourceVm(name: string): Promise<LabSourceVm>;
  guest(vmid: number): Promise<LabGuestReport>;
  powerOnSource(name: string): Promise<void>;
}

export function labWitness(labs: Labs): LabWitness {
  const source = (name: string) => `${labs.vsphere.controlUrl}/vms/${encodeURIComponent(name)}`;
  return {
    sourceVm: (name) => ask(source(name)),
    guest: (vmid) => ask(`${labs.proxmox.controlUrl}/vms/${vmid}/guest`),
    powerOnSource: async (name) => {
      await ask(`${source(name)}/power`, { method: 'POST', body: JSON.stringify({ power: 'on' }) });
    },
  };
}

async function ask<T>(url: string, request: { method?: string; body?: string } = {}): Promise<T> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(patienceMs) });
  if (answer.ok) return (await answer.json()) as T;
  throw new SetupError(`The lab answered ${answer.status} to ${url}: ${await answer.text()}`, 'Look at its log.');
}
