import type { LabGuestReport } from '../../../contract/lab.ts';
import type { GuestEvent } from '../../qemu/serial.ts';

/** What a guest said on its serial line since its last start. */
export function guestReport(vmid: number, running: boolean, events: readonly GuestEvent[]): LabGuestReport {
  const verdict = events.findLast((event) => event.event === 'verdict');
  const ready = events.findLast((event) => event.event === 'ready');
  return {
    vmid,
    running,
    booted: ready !== undefined,
    verdict: verdict?.verdict ?? null,
    systemOk: verdict?.systemOk ?? null,
    lastSequenceFound: verdict === undefined || verdict.lastSequence < 0 ? null : verdict.lastSequence,
    firmware: ready?.firmware ?? null,
    storageDriver: ready?.storageDriver ?? null,
    networkDriver: ready?.networkDriver ?? null,
  };
}
