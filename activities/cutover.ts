import { DroverError } from '../contract/errors.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import type { Power } from '../contract/vm.ts';
import { mapVm } from '../domain/mapping.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';
import type { TargetVm } from '../ports/targetPlatform.ts';
import { trackingUnusable } from './copy.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { seenBy } from './patience.ts';

export interface DefineInput {
  migrationId: string;
  plan: MigrationPlan;
  targetVm: TargetVm;
  /** Boot disk first. */
  volumes: { diskId: string; volume: string; index: number }[];
  requestedBy: string;
}

export interface UntouchedInput {
  plan: MigrationPlan;
  /** Change id of the last snapshot; null: tracking is not active. No disks: only a source that runs is refused. */
  disks: { id?: string; key: number; capacityBytes: number; changeId: string | null }[];
  /** As `quiesceSource` told it. Null or absent: it could not be told. */
  lastStart?: string | null;
}

/** A source that was seen to be off. */
export interface Quiesced {
  /** Names its last start, see the port; read before it was seen to be off. */
  lastStart: string | null;
}

export interface BootResult {
  guest: { agent: boolean; osName: string | null };
  /** ISO 8601, when the guest answered, or the VM ran where no agent answers. */
  upAt: string;
}

/** An agent that has not answered by then is taken to be absent; the VM runs all the same. */
const agentPatienceMs = 90_000;

export function cutoverActivities({ platforms }: Pick<ControlDependencies, 'platforms'>) {
  return {
    sourcePower: (input: { plan: MigrationPlan }): Promise<Power> =>
      alive(async ({ signal }) =>
        (await platforms.source(input.plan.source.connectionId)).powerState(input.plan.source.vm, signal),
      ),

    /** Shuts the guest down and returns when the VM is seen to be off. */
    quiesceSource: (input: { plan: MigrationPlan }): Promise<Quiesced> =>
      alive(async ({ signal, tell }) => {
        const { plan } = input;
        const source = await platforms.source(plan.source.connectionId);
        const before = await seenOff(source, plan, signal);
        if (before !== null) return before;
        tell('waiting for the guest to shut down');
        const asked = await askGuest(source, plan, signal);
        const shutDown = asked ? await waitOff(source, plan, signal) : null;
        if (shutDown !== null) return shutDown;
        if (plan.shutdown.onTimeout === 'park') {
          throw new DroverError(
            'source.shutdown-timeout',
            `The guest was still on ${plan.shutdown.timeoutSeconds} s after it was asked to shut down.`,
          );
        }
        tell('switching the VM off');
        await source.powerOff(plan.source.vm, signal);
        const off = await seenOff(source, plan, signal);
        if (off !== null) return off;
        throw new DroverError('source.powered-on', 'The source VM was switched off and is on again.');
      }),

    /** Throws when the source runs, or may have run or been written to since it was quiesced: that would be lost. */
    requireSourceUntouched: (input: UntouchedInput): Promise<void> =>
      alive(async ({ signal }) => {
        const { vm, connectionId } = input.plan.source;
        const source = await platforms.source(connectionId);
        const power = await source.powerState(vm, signal);
        if (power !== 'off')
          throw new DroverError('source.powered-on', `The source VM is ${power} although its final delta was taken.`);
        if (input.disks.length === 0) return;
        const startsTold = refuseStarted(input.lastStart ?? null, await source.lastStart(vm, signal));
        for (const disk of input.disks) {
          const why = await whyNotUntouched(source, { vm, disk, startsTold }, signal);
          if (why === null) continue;
          throw new DroverError('source.written', 'The source VM is off, but may have been written to since.', {
            evidence: [`disk ${disk.key}: ${why}`],
          });
        }
      }),

    defineTarget: (input: DefineInput): Promise<void> =>
      alive(async ({ signal }) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const target = await platforms.target(input.plan.target.connectionId);
        const vm = await source.describe(input.plan.source.vm, signal);
        const definition = mapVm({
          migrationId: input.migrationId,
          plan: input.plan,
          vm,
          volumes: input.volumes,
          issuedBy: input.requestedBy,
        });
        await target.define(input.targetVm, definition, signal);
      }),

    /** Starts the target and waits for its guest agent. */
    bootTarget: (input: { plan: MigrationPlan; targetVm: TargetVm }): Promise<BootResult> =>
      alive(async ({ signal, tell }) => {
        const target = await platforms.target(input.plan.target.connectionId);
        await target.start(input.targetVm, signal);
        const startedAt = new Date();
        tell('waiting for the guest agent');
        const agent = async () => {
          const guest = await target.guest(input.targetVm, signal);
          if (guest === null && !(await target.running(input.targetVm, signal))) {
            throw new DroverError('platform.conflict', `VM ${input.targetVm.vmid} stopped by itself while it booted.`);
          }
          return guest;
        };
        const guest = await seenBy(startedAt.getTime() + agentPatienceMs, agent, signal);
        if (guest === null) return { guest: { agent: false, osName: null }, upAt: startedAt.toISOString() };
        return { guest: { agent: true, osName: guest.osName }, upAt: new Date().toISOString() };
      }),
  };
}

/** @returns whether starts can be told, and there was none. @throws DroverError source.powered-on when there was one */
function refuseStarted(then: string | null, now: string | null): boolean {
  if (then === null || now === null) return false;
  if (then === now) return true;
  throw new DroverError('source.powered-on', 'The source VM ran again after its final delta and is off now.', {
    evidence: [`last start: ${then} when it was quiesced, ${now} now`],
  });
}

/** Of a VM that is off. What cannot be told counts as written: a lost write is worse than one more round. */
async function whyNotUntouched(
  source: SourcePlatform,
  at: { vm: string; disk: UntouchedInput['disks'][number]; startsTold: boolean },
  signal: AbortSignal,
): Promise<string | null> {
  const { id, key, capacityBytes, changeId } = at.disk;
  const untold = at.startsTold ? null : 'neither changes nor starts can be told';
  if (changeId === null) return untold;
  const query = { vm: at.vm, snapshot: undefined, diskId: id, diskKey: key, capacityBytes, since: changeId };
  try {
    for await (const page of source.changedExtents(query, signal)) {
      if (page.length > 0) return `was written to after ${changeId}`;
    }
    return null;
  } catch (error) {
    if (!trackingUnusable(error)) throw error;
    return error.code === 'platform.unsupported' ? untold : `change tracking has lost what follows ${changeId}`;
  }
}

async function askGuest(source: SourcePlatform, plan: MigrationPlan, signal: AbortSignal): Promise<boolean> {
  try {
    await source.shutdownGuest(plan.source.vm, signal);
    return true;
  } catch (error) {
    const noTools = error instanceof DroverError && error.code === 'platform.unsupported';
    if (noTools && plan.shutdown.onTimeout === 'power-off') return false;
    throw error;
  }
}

function waitOff(source: SourcePlatform, plan: MigrationPlan, signal: AbortSignal): Promise<Quiesced | null> {
  const deadline = Date.now() + plan.shutdown.timeoutSeconds * 1000;
  return seenBy(deadline, () => seenOff(source, plan, signal), signal);
}

/** Off, and then still off: any later start is another than the one that is told. Null: it runs. */
async function seenOff(source: SourcePlatform, { source: at }: MigrationPlan, signal: AbortSignal) {
  if ((await source.powerState(at.vm, signal)) !== 'off') return null;
  const lastStart = await source.lastStart(at.vm, signal);
  return (await source.powerState(at.vm, signal)) === 'off' ? { lastStart } : null;
}
