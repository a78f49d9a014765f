import type { LabGuestReport } from '../../../contract/lab.ts';
import type { GuestEvent } from '../../qemu/serial.ts';

export interface GuestSaid {
  /** Since its last start; nothing after a restart of the lab. */
  events: readonly GuestEvent[];
  /** At its starts before. */
  before: readonly GuestEvent[];
}

/** What a guest said on its serial line. */
export function guestReport(vmid: number, running: boolean, { events, before }: GuestSaid): LabGuestReport {
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
    boots: [...before, ...events].flatMap((event) =>
      event.event === 'verdict'
        ? [{ verdict: event.verdict, systemOk: event.systemOk, lastSequenceFound: event.lastSequence }]
        : [],
    ),
  };
}
