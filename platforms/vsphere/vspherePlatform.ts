import { DroverError } from '../../contract/errors.ts';
import type { Transport } from '../../contract/plan.ts';
import type { PlatformCredentials } from '../../ports/connections.ts';
import type { DiskLocation } from '../../ports/diskLocation.ts';
import type { LocateRequest, PlatformAbout, SourcePlatform } from '../../ports/sourcePlatform.ts';
import { locateFlat } from './folder/locateFlat.ts';
import { probeFolder } from './folder/probeFolder.ts';
import { listVms } from './inventory/inventory.ts';
import { LeaseDesk } from './lease/leaseDesk.ts';
import { locateExport } from './lease/locateExport.ts';
import { probeExport } from './lease/probeExport.ts';
import { retrievePower } from './machine/configuration.ts';
import { describeVm } from './machine/describe.ts';
import { readFreeSpace } from './machine/freeSpace.ts';
import { lastStart } from './power/lastStart.ts';
import { powerOff, powerOn, shutdownGuest } from './power/power.ts';
import { missingPrivileges } from './privileges/missingPrivileges.ts';
import { serviceInstance } from './session/serviceContent.ts';
import { VsphereSession } from './session/vsphereSession.ts';
import { consolidate } from './snapshots/consolidate.ts';
import { createSnapshot } from './snapshots/createSnapshot.ts';
import { readSnapshot } from './snapshots/readSnapshot.ts';
import { removeSnapshot } from './snapshots/removeSnapshot.ts';
import { settledTree } from './snapshots/settledTree.ts';
import { changedExtents } from './tracking/changedExtents.ts';
import { disableTracking } from './tracking/disableTracking.ts';
import { enableTracking } from './tracking/enableTracking.ts';
import { text } from './values/value.ts';

const noPlugin =
  'nbd needs nbdkit with the VDDK plug-in, which Drover does not start by itself; choose https or nfc in the plan';

/** vCenter or ESXi as a source. Logs in at the first call. */
export function createVspherePlatform(credentials: PlatformCredentials): SourcePlatform {
  const session = new VsphereSession(credentials);
  const leases = new LeaseDesk(session);
  return {
    kind: 'vsphere',
    capabilities: { changeTracking: true, transports: ['https', 'nfc'] },
    about: (signal) => about(session, signal),
    missingPrivileges: (vm, signal) => missingPrivileges(session, vm, signal),
    inventory: (signal) => listVms(session, signal),
    describe: (vm, signal) => describeVm(session, vm, signal),
    powerState: (vm, signal) => retrievePower(session, vm, signal),
    lastStart: (vm, signal) => lastStart(session, vm, signal),
    powerOn: (vm, signal) => powerOn(session, vm, signal),
    powerOff: (vm, signal) => powerOff(session, vm, signal),
    shutdownGuest: (vm, signal) => shutdownGuest(session, vm, signal),
    enableChangeTracking: (vm, snapshot, signal) => enableTracking(session, vm, snapshot, signal),
    consolidate: (vm, signal) => consolidate(session, vm, signal),
    disableChangeTracking: (vm, signal) => disableTracking(session, vm, signal),
    freeSpace: (vm, signal) => readFreeSpace(session, vm, signal),
    createSnapshot: (vm, request, signal) => createSnapshot(session, vm, request, signal),
    readSnapshot: (vm, snapshot, signal) => readSnapshot(session, vm, snapshot, signal),
    removeSnapshot: (vm, snapshot, signal, lockMs) => removeSnapshot(session, vm, snapshot, signal, lockMs),
    listSnapshots: async (vm, signal) => {
      const tree = await settledTree(session, vm, signal);
      return tree.map(({ ref, name, createdAt }) => ({ ref: ref.$value, name, createdAt }));
    },
    changedExtents: (query, signal) => changedExtents(session, query, signal),
    probeTransport: (vm, disk, transport, signal) => probe(session, { vm, disk, transport }, signal),
    locate: (request, signal) => locate(session, leases, request, signal),
    close: async () => {
      await leases.close();
      await session.close();
    },
  };
}

async function about(session: VsphereSession, signal: AbortSignal): Promise<PlatformAbout> {
  const [now] = await session.call('CurrentTime', serviceInstance, {}, { signal });
  const { about: server } = (await session.login(signal)).content;
  const time = text(now);
  return {
    product: server.fullName,
    version: server.version,
    // A host without vCenter may have no instance id; its address is then all there is.
    instance: server.instanceUuid === '' ? session.endpoint.origin : server.instanceUuid,
    time: time === undefined || time === '' ? null : new Date(time).toISOString(),
  };
}

async function probe(
  session: VsphereSession,
  what: { vm: string; disk: string; transport: Transport },
  signal: AbortSignal,
): Promise<string | null> {
  switch (what.transport) {
    case 'https':
      return probeFolder(session, what.vm, what.disk, signal);
    case 'nfc':
      return probeExport(session, what.vm, what.disk, signal);
    case 'nbd':
      return noPlugin;
  }
}

async function locate(
  session: VsphereSession,
  leases: LeaseDesk,
  request: LocateRequest,
  signal: AbortSignal,
): Promise<DiskLocation> {
  switch (request.transport) {
    case 'https':
      return locateFlat(session, request, signal);
    case 'nfc':
      return locateExport(session, leases, request, signal);
    case 'nbd':
      throw new DroverError('platform.unsupported', `The transport ${noPlugin}.`);
  }
}
