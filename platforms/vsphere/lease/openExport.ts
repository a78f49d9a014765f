import { DroverError } from '../../../contract/errors.ts';
import { type BodyAnswer, openBody } from '../../../http/openBody.ts';
import type { ExportStream } from '../../../ports/diskLocation.ts';
import type { Disk } from '../devices/disks.ts';
import { transportError } from '../faults/transportError.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import type { LeaseDesk } from './leaseDesk.ts';
import { deviceOfDisk, type LeaseDevice, resolveDeviceUrl } from './leaseDevice.ts';
import type { SharedLease } from './sharedLease.ts';

/** A host compresses as it reads; long runs of zeros make it silent for a while. */
const silenceMs = 120_000;

/** Opens one disk of an export from its beginning. */
export async function openExport(
  session: VsphereSession,
  leases: LeaseDesk,
  what: { vm: string; snapshot: string | undefined; disk: Disk; disks: Disk[] },
  signal: AbortSignal,
): Promise<ExportStream> {
  const lease = await leases.join(what, signal);
  let ended = false;
  const leave = async (well: boolean): Promise<void> => {
    if (ended) return;
    ended = true;
    await lease.leave(well);
  };
  try {
    const device = deviceOfDisk(lease.lease.devices, what.disks, what.disk);
    const response = await request(session, lease, device, AbortSignal.any([signal, lease.broken]));
    const length = Number(response.headers.get('content-length'));
    return {
      body: readBody(response, what.disk, [signal, lease.broken]),
      lengthBytes: Number.isSafeInteger(length) && length > 0 ? length : null,
      progress: (fraction) => lease.progress(device.key, fraction),
      complete: async (seen) => {
        try {
          await lease.compareManifest(device.key, seen);
        } catch (error) {
          await leave(false);
          throw error;
        }
        await leave(true);
      },
      abort: async () => {
        response.destroy();
        await leave(false);
      },
    };
  } catch (error) {
    await leave(false);
    throw error;
  }
}

async function request(
  session: VsphereSession,
  lease: SharedLease,
  device: LeaseDevice,
  signal: AbortSignal,
): Promise<BodyAnswer> {
  const url = resolveDeviceUrl(device, session.endpoint);
  const own = url.origin === session.endpoint.origin;
  const { fingerprint256, guard } = session;
  // The address itself authorises; the cookie is the server's own and goes nowhere else.
  const headers: Record<string, string> = own ? { Cookie: lease.lease.login.channel.cookie() } : {};
  const operation = `GET ${url.pathname}`;
  const response = await openBody({
    url,
    tls: own ? { fingerprint256 } : { fingerprint1: device.sslThumbprint },
    guard,
    headers,
    signal,
    silenceMs,
    silence: () =>
      new DroverError('platform.stalled', `${url.host} was silent for ${silenceMs / 1000} s.`, {
        evidence: [operation],
      }),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw transportError(error, { host: url.host, operation, changing: false });
  });
  if (response.status === 200) return response;
  response.destroy();
  throw new DroverError('platform.unreachable', `${url.host} does not serve the exported disk.`, {
    evidence: [`device ${device.key}`, `HTTP ${response.status}`],
  });
}

async function* readBody({ body }: BodyAnswer, disk: Disk, signals: AbortSignal[]): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    for (const signal of signals) signal.throwIfAborted();
    if (error instanceof DroverError) throw error;
    throw new DroverError('transfer.stream-truncated', `The export of ${disk.label} broke off.`, {
      evidence: [error instanceof Error ? error.message : 'connection lost'],
    });
  }
}
