import type { Machine } from '../machines/machine.ts';
import { machineOf, refuseTemplate } from '../machines/machineOf.ts';
import { snapshotOf } from '../snapshots/snapshotOperations.ts';
import type { Call, Handlers } from '../soap/call.ts';
import { numberOf, type Ref } from '../vim/values.ts';
import { invalidArgument, invalidPowerState, notFound, VimFault } from '../vim/vimFault.ts';
import { Lease } from './lease.ts';

export const leaseOperations: Handlers = {
  ExportVm: (call) => {
    const machine = machineOf(call);
    refuseTemplate(machine);
    if (machine.power() !== 'poweredOff') throw invalidPowerState('poweredOff', machine.power());
    if (machine.leases.size > 0) throw alreadyExported();
    refuseExport(call, machine);
    return open(call, new Lease(call.world, machine));
  },
  ExportSnapshot: (call) => {
    const snapshot = snapshotOf(call);
    const machine = machineOf(call);
    refuseExport(call, machine);
    return open(call, new Lease(call.world, machine, snapshot));
  },
  HttpNfcLeaseProgress: (call) => {
    const percent = numberOf(call.args['percent']);
    if (percent < 0 || percent > 100) throw invalidArgument('percent');
    leaseOf(call).progress(percent);
  },
  HttpNfcLeaseGetManifest: (call) => leaseOf(call).manifest(),
  HttpNfcLeaseComplete: (call) => leaseOf(call).end(),
  HttpNfcLeaseAbort: (call) => leaseOf(call).end(),
};

/** A lease dies with the session that opened it. */
function open(call: Call, lease: Lease): Ref {
  call.session?.objects.add(lease.ref.id);
  return lease.ref;
}

function leaseOf(call: Call): Lease {
  if (!(call.target instanceof Lease)) throw notFound(call.target.ref);
  return call.target;
}

function alreadyExported(): VimFault {
  return new VimFault('InvalidState', 'The virtual machine is already being exported.');
}

/** Encrypted machines, and those with a TPM, cannot leave by this way; nor can one whose export is to be refused. */
function refuseExport(call: Call, machine: Machine): void {
  if (call.world.faults.strike('lease-refused', { vm: machine.id }) !== undefined) throw alreadyExported();
  if (
    machine.spec.tpm === true ||
    machine.spec.encryptedHome === true ||
    machine.disks.some((disk) => disk.spec.encrypted)
  ) {
    throw new VimFault('NotSupported', 'An encrypted virtual machine cannot be exported.');
  }
}
