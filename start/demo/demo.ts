import { setTimeout as wait } from 'node:timers/promises';
import { bytes, duration } from '../../cli/quantities.ts';
import { type Client, createClient } from '../../client/client.ts';
import type { LabGuestReport } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import type { StackEndpoints } from '../stack/endpoints.ts';
import { bringHome } from './bringHome.ts';
import { ensureConnection } from './connections.ts';
import { DemoError } from './demoError.ts';
import { type LabWitness, labWitness } from './labWitness.ts';
import { lastReport } from './lastReport.ts';
import { createNarrator } from './narrator.ts';
import { demoPlan, demoVmName, findDemoVm } from './plan.ts';
import { type DemoReport, makeReport, shortcomings } from './report.ts';
import { findResidue } from './residue.ts';
import { type TargetLab, targetLab } from './targetLab.ts';
import { watchMigration } from './watch.ts';

export interface DemoOptions {
  cold: boolean;
  /** Gives up when the migration waits for somebody, as nobody will come. */
  once: boolean;
  signal: AbortSignal;
  announce: (line: string) => void;
}

export interface DemoResult {
  report: DemoReport;
  /** In a sentence each; none: all of it held. */
  faults: string[];
}

/** A booted guest reads all its records back before it says its verdict. */
const guestPatienceMs = 180_000;
/** Written at the source before it is moved: a second or two of its life. */
const recordsBefore = 50;

/**
 * Migrates the lab's demo VM and collects what product and labs say about it in the end. What an earlier start began
 * and has not reported on is gone on with; once it has, the guest is brought home and moved again.
 */
export async function runDemo({ product, labs }: StackEndpoints, options: DemoOptions): Promise<DemoResult> {
  const { announce } = options;
  const { token } = await createClient({ baseUrl: product.url }).login({ body: product.login });
  const api = createClient({ baseUrl: product.url, token });
  const source = await ensureConnection(api, labs.vsphere);
  const target = await ensureConnection(api, labs.proxmox);
  const witness = labWitness(labs);
  const targetApi = targetLab(labs.proxmox);
  const reported = lastReport(product.dataDir);
  /** It ended while nobody was there to look at it. */
  const isUnreported = ({ id, status, strategy }: MigrationSummary) =>
    status === 'completed' && id !== reported.migrationId() && (strategy === 'cold') === options.cold;
  const beginAnew = async () => {
    await bringHome(witness, targetApi, { ended: before.map(({ id }) => id), announce });
    await guestWrites(witness, options);
    return begin(api, source.id, target.id, options);
  };
  const before = await demoMigrations(api);
  const begun = before.find(({ endedAt }) => endedAt === null) ?? before.slice(0, 1).find(isUnreported);
  if (begun !== undefined) announce(`${demoVmName} is being migrated already; going on (${begun.workflowId})`);
  const id = begun?.id ?? (await beginAnew());
  const narrator = createNarrator(process.stderr);
  const migration = await watchMigration(api, id, narrator, { signal: options.signal, untilParked: options.once });

  const sourceVm = await witness.sourceVm(demoVmName);
  const guest =
    migration.status === 'completed' ? await guestVerdict(witness, targetApi, migration, options) : undefined;
  const residue = await findResidue(api, migration, sourceVm, targetApi);
  const report = makeReport({ migration, source: sourceVm, guest, residue });
  const faults = shortcomings(migration, report, options);
  announce(conclusion(report, faults));
  if (migration.endedAt !== null) reported.given(id);
  return { report, faults };
}

async function begin(api: Client, sourceId: string, targetId: string, options: DemoOptions): Promise<string> {
  const vm = await findDemoVm(api, sourceId);
  const body = demoPlan({ sourceId, targetId, vm, cold: options.cold });
  const { id, workflowId } = await api.createMigration({ body });
  options.announce(`Migrating ${demoVmName}, which runs and writes (${workflowId})`);
  return id;
}

/** The newest first. */
async function demoMigrations(api: Client): Promise<MigrationSummary[]> {
  const { items } = await api.listMigrations({ query: { search: demoVmName } });
  return items.filter(({ vm }) => vm.name === demoVmName);
}

/** The demo is about a machine that goes on writing: it must have begun to, in this life of the lab. */
async function guestWrites(witness: LabWitness, { announce, signal }: DemoOptions): Promise<void> {
  const deadline = performance.now() + guestPatienceMs;
  const sequence = async () => (await witness.sourceVm(demoVmName)).lastSequenceWritten ?? 0;
  const first = await sequence();
  let written = first;
  if (written < recordsBefore) announce(`Waiting until ${demoVmName} has booted and writes ...`);
  while (written < recordsBefore || written === first) {
    if (performance.now() > deadline) {
      throw new DemoError(`${demoVmName} has written no records.`, 'Look at the log of the vSphere lab.');
    }
    await wait(250, undefined, { signal });
    written = await sequence();
  }
}

/** A cluster that boots leaves VMs off that are not to start with it: then an operator starts them. */
async function guestVerdict(
  witness: LabWitness,
  target: TargetLab,
  { targetVm }: Migration,
  { signal, announce }: DemoOptions,
): Promise<LabGuestReport | undefined> {
  if (targetVm === null) return undefined;
  const { node, vmid } = targetVm;
  let guest = await witness.guest(vmid);
  if (!guest.running) {
    announce(`VM ${vmid} is off since the Proxmox lab was started again: starting it`);
    await target.task('POST', `/nodes/${node}/qemu/${vmid}/status/start`);
  }
  const deadline = performance.now() + guestPatienceMs;
  for (;;) {
    guest = await witness.guest(vmid);
    if ((guest.booted && guest.verdict !== null) || performance.now() > deadline) return guest;
    await wait(500, undefined, { signal });
  }
}

function conclusion({ disks, downtimeMs, guest }: DemoReport, faults: string[]): string {
  if (faults.length > 0) return ['', 'The demo did not hold:', ...faults.map((fault) => `  - ${fault}`), ''].join('\n');
  const moved = bytes(disks.reduce((total, { capacityBytes }) => total + capacityBytes, 0));
  return [
    '',
    `  ${disks.length} disks, ${moved}: the target holds byte for byte what the source's final snapshot held.`,
    `  The guest was down for ${duration(downtimeMs ?? 0)}, booted, and found every record up to ${guest.lastSequenceFound}.`,
    '',
  ].join('\n');
}
