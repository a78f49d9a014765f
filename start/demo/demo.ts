import { setTimeout as wait } from 'node:timers/promises';
import { bytes, duration } from '../../cli/quantities.ts';
import { type Client, createClient } from '../../client/client.ts';
import type { LabGuestReport } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';
import type { StackEndpoints } from '../stack/endpoints.ts';
import { ensureConnection } from './connections.ts';
import { DemoError } from './demoError.ts';
import { type LabWitness, labWitness } from './labWitness.ts';
import { createNarrator } from './narrator.ts';
import { demoPlan, demoVmName, findDemoVm } from './plan.ts';
import { type DemoReport, makeReport, shortcomings } from './report.ts';
import { findResidue } from './residue.ts';
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
 * Migrates the lab's demo VM, or goes on watching the migration that an earlier start began, and collects what product
 * and labs say about it in the end.
 */
export async function runDemo({ product, labs }: StackEndpoints, options: DemoOptions): Promise<DemoResult> {
  const { announce } = options;
  const { token } = await createClient({ baseUrl: product.url }).login({ body: product.login });
  const api = createClient({ baseUrl: product.url, token });
  const source = await ensureConnection(api, labs.vsphere);
  const target = await ensureConnection(api, labs.proxmox);
  const witness = labWitness(labs);
  let id = await runningOrDone(api, announce);
  if (id === undefined) {
    await guestWrites(witness, options);
    id = await begin(api, source.id, target.id, options);
  }
  const narrator = createNarrator(process.stderr);
  const migration = await watchMigration(api, id, narrator, { signal: options.signal, untilParked: options.once });

  const sourceVm = await witness.sourceVm(demoVmName);
  const guest = migration.status === 'completed' ? await guestVerdict(witness, migration, options.signal) : undefined;
  const residue = await findResidue(api, migration, sourceVm, labs.proxmox);
  const report = makeReport({ migration, source: sourceVm, guest, residue });
  const faults = shortcomings(migration, report, options);
  announce(conclusion(report, faults));
  return { report, faults };
}

async function begin(api: Client, sourceId: string, targetId: string, options: DemoOptions): Promise<string> {
  const vm = await findDemoVm(api, sourceId);
  const body = demoPlan({ sourceId, targetId, vm, cold: options.cold });
  const { id, workflowId } = await api.createMigration({ body });
  options.announce(`Migrating ${demoVmName}, which runs and writes (${workflowId})`);
  return id;
}

/** The demo VM moves once per data folder: afterwards it is at home at the target. */
async function runningOrDone(api: Client, announce: (line: string) => void): Promise<string | undefined> {
  const { items } = await api.listMigrations({ query: { search: demoVmName } });
  const found = items.find(
    ({ vm, status }) => vm.name === demoVmName && !['cancelled', 'rolled-back'].includes(status),
  );
  if (found === undefined) return undefined;
  const what = found.endedAt === null ? 'is being migrated already; going on' : 'was migrated by an earlier start';
  announce(`${demoVmName} ${what} (${found.workflowId})`);
  return found.id;
}

/** The demo is about a machine that goes on writing: it must have begun to. */
async function guestWrites(witness: LabWitness, { announce, signal }: DemoOptions): Promise<void> {
  const deadline = performance.now() + guestPatienceMs;
  let written = (await witness.sourceVm(demoVmName)).lastSequenceWritten;
  if (written === null) announce(`Waiting until ${demoVmName} has booted and writes ...`);
  while ((written ?? 0) < recordsBefore) {
    if (performance.now() > deadline) {
      throw new DemoError(`${demoVmName} has written no records.`, 'Look at the log of the vSphere lab.');
    }
    await wait(250, undefined, { signal });
    written = (await witness.sourceVm(demoVmName)).lastSequenceWritten;
  }
}

async function guestVerdict(
  witness: LabWitness,
  { targetVm }: Migration,
  signal: AbortSignal,
): Promise<LabGuestReport | undefined> {
  if (targetVm === null) return undefined;
  const deadline = performance.now() + guestPatienceMs;
  for (;;) {
    const guest = await witness.guest(targetVm.vmid);
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
