import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FaultSwitch } from '../../faults/faultSwitch.ts';
import { die } from '../http/apiError.ts';
import { writeWhole } from '../state/jsonFile.ts';
import { KeyedMutex } from '../state/keyedMutex.ts';
import { parseVmConfig, printVmConfig, type VmConfig } from './vmConfigFile.ts';

/** The cluster's VM configurations, kept as PVE keeps them: one file each, in a folder per node. */
export class VmStore {
  readonly #dir: string;
  readonly #faults: FaultSwitch;
  readonly #locks = new KeyedMutex();
  /** Which node has a VM. */
  readonly #nodes = new Map<number, string>();

  constructor(dir: string, nodes: readonly string[], faults: FaultSwitch) {
    this.#dir = dir;
    this.#faults = faults;
    for (const node of nodes) {
      mkdirSync(join(dir, node, 'qemu-server'), { recursive: true });
      for (const file of readdirSync(join(dir, node, 'qemu-server'))) {
        const vmid = /^(\d+)\.conf$/.exec(file)?.[1];
        if (vmid !== undefined) this.#nodes.set(Number(vmid), node);
      }
    }
  }

  nodeOf(vmid: number): string | undefined {
    return this.#nodes.get(vmid);
  }

  /** Lowest first. */
  ids(node?: string): number[] {
    const all = [...this.#nodes].filter(([, where]) => node === undefined || where === node);
    return all.map(([vmid]) => vmid).sort((a, b) => a - b);
  }

  /** @throws ApiError 500 `Configuration file '…' does not exist`. */
  read(node: string, vmid: number): VmConfig {
    return parseVmConfig(this.#text(node, vmid));
  }

  /** SHA-1 of the file, which changes with each write. */
  digest(node: string, vmid: number): string {
    return createHash('sha1').update(this.#text(node, vmid)).digest('hex');
  }

  write(node: string, vmid: number, config: VmConfig): void {
    writeWhole(this.#path(node, vmid), printVmConfig(config));
    this.#nodes.set(vmid, node);
  }

  remove(node: string, vmid: number): void {
    rmSync(this.#path(node, vmid), { force: true });
    this.#nodes.delete(vmid);
  }

  /** Holds the VM's lock file for the time of the work. */
  locked<Result>(vmid: number, work: () => Promise<Result>, patienceMs = 10_000): Promise<Result> {
    const timedOut = (): Error => die(`can't lock file '/var/lock/qemu-server/lock-${vmid}.conf' - got timeout`);
    if (this.#faults.strike('lock-timeout', { vmid })) throw timedOut();
    return this.#locks.run(String(vmid), { patienceMs, timedOut }, work);
  }

  /** @throws ApiError 500 `VM is locked (backup)` */
  assertUnlocked(vmid: number, config: VmConfig): void {
    const fault = this.#faults.strike('vm-locked', { vmid });
    const lock = config.options['lock'] ?? (fault ? (fault.match?.['lock'] ?? 'backup') : undefined);
    if (lock !== undefined) throw die(`VM is locked (${lock})`);
  }

  #path(node: string, vmid: number): string {
    return join(this.#dir, node, 'qemu-server', `${vmid}.conf`);
  }

  #text(node: string, vmid: number): string {
    if (!existsSync(this.#path(node, vmid))) {
      throw die(`Configuration file 'nodes/${node}/qemu-server/${vmid}.conf' does not exist`);
    }
    return readFileSync(this.#path(node, vmid), 'utf8');
  }
}
