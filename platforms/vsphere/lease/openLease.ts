import { DroverError } from '../../../contract/errors.ts';
import { isFault, readLocalizedFault, VimFaultError } from '../faults/vimFault.ts';
import { snapshotRef, vmRef } from '../machine/configuration.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import { pause } from '../session/pause.ts';
import type { Login, VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { number, text } from '../values/value.ts';
import { type LeaseDevice, readLeaseDevices } from './leaseDevice.ts';

export interface OpenLease {
  ref: MoRef;
  /** The lease dies with this login. */
  login: Login;
  devices: LeaseDevice[];
  /** The server gives the lease up after this long without a report. */
  timeoutSeconds: number;
}

const firstWaitMs = 100;
const longestWaitMs = 2000;
const documentedTimeoutSeconds = 300;

/** Starts an export of a snapshot, or of the VM itself when it is off, and waits until it can be read. */
export async function openLease(
  session: VsphereSession,
  what: { vm: string; snapshot: string | undefined },
  signal: AbortSignal,
): Promise<OpenLease> {
  const holder = what.snapshot === undefined ? vmRef(what.vm) : snapshotRef(what.snapshot);
  const operation = what.snapshot === undefined ? 'ExportVm' : 'ExportSnapshot';
  const { login, answer } = await session
    .withLogin(signal, async (current) => ({
      login: current,
      answer: await session.send(current, operation, holder, {}, { signal }),
    }))
    .catch((error: unknown) => {
      throw exportedElsewhere(error);
    });
  const ref = readRef(answer[0]);
  if (ref === undefined) throw new DroverError('platform.protocol', `${operation} answered without a lease.`);
  try {
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 1.6, longestWaitMs)) {
      const found = await retrieveOne(session, ref, ['state', 'error', 'info'], signal).catch((error: unknown) => {
        throw asLeaseLost(error);
      });
      const state = text(found.get('state'));
      const object = `${holder.attributes.type} ${holder.$value}`;
      if (state === 'error') throw new VimFaultError(readLocalizedFault(found.get('error')), { operation, object });
      if (state === 'ready') {
        const info = found.get('info');
        const timeoutSeconds = number(info, 'leaseTimeout') ?? documentedTimeoutSeconds;
        return { ref, login, devices: readLeaseDevices(info), timeoutSeconds };
      }
      await pause(wait, signal);
    }
  } catch (error) {
    await abortLease({ ref, login });
    throw error;
  }
}

/** A VM bears one export at a time; that of a reader which died lasts until the server misses its reports. */
function exportedElsewhere(error: unknown): unknown {
  if (!isFault(error, 'InvalidState')) return error;
  return new DroverError(
    'platform.busy',
    'Another export of this VM is open, or was left open and has not timed out.',
    {
      evidence: [error.message],
    },
  );
}

/** A lease is gone when its time ran out or its login ended: opened again, it starts over. */
export function asLeaseLost(error: unknown): unknown {
  if (!isFault(error, 'ManagedObjectNotFound', 'NotAuthenticated')) return error;
  return new DroverError('platform.stalled', 'vSphere gave up the export lease.', { evidence: [error.message] });
}

/** Best effort: a lease that nobody reports on ends by itself. */
export async function abortLease(lease: Pick<OpenLease, 'ref' | 'login'>): Promise<void> {
  const signal = AbortSignal.timeout(15_000);
  await lease.login.channel.send('HttpNfcLeaseAbort', lease.ref, {}, { signal }).catch(() => undefined);
}
