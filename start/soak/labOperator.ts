import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LabControl } from '../../cli/labControl.ts';
import type { LabGuestReport, LabSourceVm } from '../../contract/lab.ts';
import { createProxmoxPlatform } from '../../platforms/proxmox/proxmoxPlatform.ts';
import { labWitness } from '../demo/labWitness.ts';
import type { Labs } from '../stack/labs.ts';
import type { KnownFaults, Scenario } from './scenario.ts';

/** Who runs the two data centres: commits faults in them, looks past the product, and puts VMs back for the next run. */
export interface LabOperator {
  knownFaults(): Promise<KnownFaults>;
  arm(faults: Scenario['faults']): Promise<void>;
  /** Everything works again. */
  mend(): Promise<void>;
  sourceVm(name: string): Promise<LabSourceVm>;
  /** Waits until the guest at the source writes records, as one does that has booted. */
  untilGuestWrites(name: string): Promise<void>;
  /** What the guest says that has booted at the target; without a verdict if it says nothing for a long time. */
  guestVerdict(vmid: number): Promise<LabGuestReport>;
  /** Ids of the VMs on the target that bear this name, as their configuration files say. */
  targetVms(name: string): Promise<string[]>;
  /** Where the first node keeps a volume, e.g. `local:100/vm-100-disk-0.raw`. */
  volumePath(volume: string): string;
  /** What the target lab has seen since it was last asked: two writers on one volume and the like. */
  newAlarms(): Promise<string[]>;
  /** The source runs, the migration's VM is gone: as before it. */
  putBack(name: string, migrationId: string): Promise<void>;
}

/** Under emulation, on a machine that others use too. */
const guestPatienceMs = 180_000;
/** So many since somebody looked tell that the guest is there, and not only its last words. */
const freshRecords = 5;

export function labOperator(labs: Labs, proxmoxFolder: string, signal: AbortSignal): LabOperator {
  const vsphere = new LabControl(labs.vsphere);
  const proxmox = new LabControl(labs.proxmox);
  const { sourceVm, guest, powerOnSource } = labWitness(labs);
  const heard = new Set<string>();
  return {
    knownFaults: async () => ({ vsphere: await vsphere.known(), proxmox: await proxmox.known() }),
    async arm(faults) {
      for (const { lab, fault } of faults) await (lab === 'vsphere' ? vsphere : proxmox).arm(fault);
    },
    async mend() {
      await Promise.all([vsphere.clear(), proxmox.clear()]);
    },
    sourceVm,
    async untilGuestWrites(name) {
      const written = async () => (await sourceVm(name)).lastSequenceWritten ?? 0;
      const before = await written();
      await look(async () => (await written()) > before + freshRecords, signal);
    },
    async guestVerdict(vmid) {
      await look(async () => (await guest(vmid)).verdict !== null, signal);
      return guest(vmid);
    },
    async targetVms(name) {
      const nodes = join(proxmoxFolder, 'etc', 'pve', 'nodes');
      const files = readdirSync(nodes).flatMap((node) => {
        const folder = join(nodes, node, 'qemu-server');
        return readdirSync(folder).map((file) => join(folder, file));
      });
      return files.filter((file) => readFileSync(file, 'utf8').split('\n').includes(`name: ${name}`));
    },
    volumePath(volume) {
      const [storage = '', name = ''] = volume.split(':');
      const folder = storage === 'local-thin' ? ['dev', 'pve'] : ['var', 'lib', 'vz', 'images'];
      return join(proxmoxFolder, ...folder, name);
    },
    async newAlarms() {
      const alarms = await ask<{ text: string }[]>(`${labs.proxmox.controlUrl}/alarms`);
      const fresh = alarms.map(({ text }) => text).filter((text) => !heard.has(text));
      for (const text of fresh) heard.add(text);
      return fresh;
    },
    async putBack(name, migrationId) {
      const login = labs.proxmox.credentials.find(({ role, tokenId }) => role === 'migrator' && tokenId !== undefined);
      const platform = createProxmoxPlatform({
        url: labs.proxmox.url,
        fingerprint256: labs.proxmox.fingerprint256,
        username: login?.tokenId ?? '',
        password: login?.password ?? '',
      });
      try {
        const left = await platform.removeByMigration(migrationId, signal);
        if (left.length > 0) throw new Error(`The target VM of ${name} cannot be removed: ${left[0]?.reason}`);
      } finally {
        await platform.close();
      }
      if ((await sourceVm(name)).power !== 'poweredOn') await powerOnSource(name);
    },
  };
}

/** Until it is so, or has not been for a long time. */
async function look(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + guestPatienceMs;
  while (!(await isSo()) && performance.now() < deadline) await wait(200, undefined, { signal });
}

async function ask<T>(url: string): Promise<T> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(30_000) });
  if (answer.ok) return (await answer.json()) as T;
  throw new Error(`The lab answered ${answer.status} to ${url}: ${await answer.text()}`);
}
