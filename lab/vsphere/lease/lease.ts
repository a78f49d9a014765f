import { randomBytes } from 'node:crypto';
import { faultNumber } from '../../faults/faultSwitch.ts';
import type { Machine } from '../machines/machine.ts';
import { takesSnapshots } from '../machines/machineDisk.ts';
import type { ManagedObject } from '../objects/managedObject.ts';
import type { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import { type Data, type Ref, ref } from '../vim/values.ts';
import { invalidState, VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';

/** One disk that a lease offers for download. */
export interface LeasedDisk {
  index: number;
  diskKey: number;
  capacityBytes: number;
  /** Set when a download has been sent completely. */
  sent?: { sha1: string; size: number; populated: number };
}

type LeaseState = 'initializing' | 'ready' | 'done' | 'error';

/** HttpNfcLease: a time-limited permission to download the disks of a machine or of a snapshot. */
export class Lease implements ManagedObject {
  readonly ref: Ref;
  readonly machine: Machine;
  readonly snapshot: MachineSnapshot | undefined;
  /** Secret part of the download addresses. */
  readonly token = randomBytes(18).toString('hex');
  readonly disks: LeasedDisk[];
  readonly #world: World;
  #state: LeaseState = 'initializing';
  #error: VimFault | undefined;
  #progress = 0;
  /** The star stands for the host that the client has connected to. */
  #host = '*';
  #deadline: NodeJS.Timeout | undefined;

  constructor(world: World, machine: Machine, snapshot?: MachineSnapshot) {
    this.#world = world;
    this.machine = machine;
    this.snapshot = snapshot;
    this.ref = ref('HttpNfcLease', `session[lease]${machine.id}-${world.nextNumber()}`);
    this.disks = machine.disks.filter(takesSnapshots).map((disk, index) => ({
      index,
      diskKey: disk.key,
      capacityBytes: snapshot?.disks.find((frozen) => frozen.key === disk.key)?.capacityBytes ?? disk.capacityBytes,
    }));
    machine.leases.add(this.ref.id);
    world.leases.set(this.token, this);
    world.add(this);
    setTimeout(() => this.#ready(), world.settings.taskMilliseconds).unref();
  }

  get state(): LeaseState {
    return this.#state;
  }

  property(name: string): unknown {
    switch (name) {
      case 'state':
        return this.#state;
      case 'initializeProgress':
        return this.#state === 'initializing' ? 0 : 100;
      case 'transferProgress':
        return this.#progress;
      case 'mode':
        return 'pushOrGet';
      case 'capabilities':
        return { $type: 'HttpNfcLeaseCapabilities', pullModeSupported: false, corsSupported: false };
      case 'info':
        return this.#state === 'ready' ? this.#info() : undefined;
      case 'error':
        return this.#error?.localized();
      default:
        return undefined;
    }
  }

  progress(percent: number): void {
    this.#requireReady();
    this.#progress = percent;
    this.#extend();
  }

  manifest(): Data[] {
    this.#requireReady();
    const wrong = this.#world.faults.strike('lease-wrong-sha1', { vm: this.machine.id }) !== undefined;
    return this.disks.flatMap(({ index, sent, capacityBytes }) =>
      sent === undefined
        ? []
        : [
            {
              $type: 'HttpNfcLeaseManifestEntry',
              key: this.#deviceKey(index),
              sha1: wrong ? '0'.repeat(40) : sent.sha1,
              checksum: wrong ? '0'.repeat(40) : sent.sha1,
              checksumType: 'sha1',
              size: sent.size,
              disk: true,
              capacity: capacityBytes,
              populatedSize: sent.populated,
            },
          ],
    );
  }

  /** Ends the lease; afterwards nobody finds it any more. */
  end(): void {
    if (this.#state === 'error') throw this.#error ?? invalidState('The lease has ended.');
    this.#close('done');
    this.#world.remove(this.ref.id);
  }

  fail(fault: VimFault): void {
    this.#error = fault;
    this.#close('error');
  }

  #ready(): void {
    if (this.#state !== 'initializing') return;
    const lost = this.#world.faults.strike('host-unresolvable', { vm: this.machine.id }) !== undefined;
    // No resolver knows a name of this domain (RFC 6761).
    if (lost) this.#host = `${this.machine.placement.host.spec.name}.invalid`;
    this.#state = 'ready';
    this.#extend();
    const early = this.#world.faults.strike('lease-timeout', { vm: this.machine.id });
    if (early !== undefined) setTimeout(() => this.#timeOut(), faultNumber(early, 'milliseconds', 1000)).unref();
    this.#world.moved();
  }

  #extend(): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#timeOut(), this.#world.settings.leaseTimeoutSeconds * 1000);
    this.#deadline.unref();
  }

  #timeOut(): void {
    if (this.#state === 'ready') this.fail(new VimFault('Timedout', 'Operation timed out.'));
  }

  #close(state: LeaseState): void {
    this.#state = state;
    clearTimeout(this.#deadline);
    this.machine.leases.delete(this.ref.id);
    this.#world.leases.delete(this.token);
    this.#world.moved();
  }

  #requireReady(): void {
    if (this.#state === 'error') throw this.#error ?? invalidState('The lease has ended.');
    if (this.#state !== 'ready') throw invalidState('The lease is not ready.');
  }

  #deviceKey(index: number): string {
    return `/${this.machine.id}/disk:${index}`;
  }

  #info(): Data {
    const kib = this.disks.reduce((sum, disk) => sum + Math.ceil(disk.capacityBytes / 1024), 0);
    return {
      $type: 'HttpNfcLeaseInfo',
      lease: this.ref,
      entity: this.machine.ref,
      deviceUrl: this.disks.map(({ index }) => ({
        key: this.#deviceKey(index),
        importKey: '',
        url: `https://${this.#host}/nfc/${this.token}/disk-${index}.vmdk`,
        sslThumbprint: this.#world.thumbprint,
        disk: true,
        targetId: `disk-${index}.vmdk`,
        datastoreKey: this.machine.placement.datastore.url,
      })),
      totalDiskCapacityInKB: kib,
      leaseTimeout: this.#world.settings.leaseTimeoutSeconds,
    };
  }
}
