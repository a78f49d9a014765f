import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../contract/errors.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import type { Power } from '../contract/vm.ts';
import { mapVm } from '../domain/mapping.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';
import type { TargetVm } from '../ports/targetPlatform.ts';
import { trackingUnusable } from './copy.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

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
  /** Change id of the last snapshot; null: tracking is not active, so that power alone is looked at. */
  disks: { key: number; capacityBytes: number; changeId: string | null }[];
}

export interface BootResult {
  guest: { agent: boolean; osName: string | null };
  /** ISO 8601, when the guest answered, or the VM ran where no agent answers. */
  upAt: string;
}

const pollMs = 500;
/** An agent that has not answered by then is taken to be absent; the VM runs all the same. */
const agentPatienceMs = 90_000;

export function cutoverActivities({ platforms }: ControlDependencies) {
  return {
    sourcePower: (input: { plan: MigrationPlan }): Promise<Power> =>
      alive(async ({ signal }) =>
        (await platforms.source(input.plan.source.connectionId)).powerState(input.plan.source.vm, signal),
      ),

    /** Shuts the guest down and returns when the VM is seen to be off. */
    quiesceSource: (input: { plan: MigrationPlan }): Promise<void> =>
      alive(async ({ signal, tell }) => {
        const { plan } = input;
        const source = await platforms.source(plan.source.connectionId);
        if ((await source.powerState(plan.source.vm, signal)) === 'off') return;
        tell('waiting for the guest to shut down');
        const asked = await askGuest(source, plan, signal);
        if (asked && (await waitOff(source, plan, signal))) return;
        if (plan.shutdown.onTimeout === 'park') {
          throw new DroverError(
            'source.shutdown-timeout',
            `The guest was still on ${plan.shutdown.timeoutSeconds} s after it was asked to shut down.`,
          );
        }
        tell('switching the VM off');
        await source.powerOff(plan.source.vm, signal);
      }),

    /** Throws when the source runs, or has run and written since its last snapshot: that would be lost. */
    requireSourceUntouched: (input: UntouchedInput): Promise<void> =>
      alive(async ({ signal }) => {
        const { vm, connectionId } = input.plan.source;
        const source = await platforms.source(connectionId);
        const power = await source.powerState(vm, signal);
        if (power !== 'off')
          throw new DroverError('source.powered-on', `The source VM is ${power} although its final delta was taken.`);
        for (const disk of input.disks) {
          if (!(await writtenSince(source, vm, disk, signal))) continue;
          throw new DroverError('source.powered-on', `The source VM ran again after its final delta and is off now.`, {
            evidence: [`disk ${disk.key} was written to after ${disk.changeId}`],
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
        while (Date.now() - startedAt.getTime() < agentPatienceMs) {
          const guest = await target.guest(input.targetVm, signal);
          if (guest !== null) return { guest: { agent: true, osName: guest.osName }, upAt: new Date().toISOString() };
          if (!(await target.running(input.targetVm, signal))) {
            throw new DroverError('platform.conflict', `VM ${input.targetVm.vmid} stopped by itself while it booted.`);
          }
          await delay(pollMs, undefined, { signal });
        }
        return { guest: { agent: false, osName: null }, upAt: startedAt.toISOString() };
      }),
  };
}

/** Of a VM that is off. Where changes cannot be told, false: its power is all that there is to see. */
async function writtenSince(
  source: SourcePlatform,
  vm: string,
  { key, capacityBytes, changeId }: UntouchedInput['disks'][number],
  signal: AbortSignal,
): Promise<boolean> {
  if (changeId === null) return false;
  const query = { vm, snapshot: undefined, diskKey: key, capacityBytes, since: changeId };
  try {
    for await (const page of source.changedExtents(query, signal)) if (page.length > 0) return true;
    return false;
  } catch (error) {
    if (trackingUnusable(error)) return false;
    throw error;
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

async function waitOff(source: SourcePlatform, plan: MigrationPlan, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + plan.shutdown.timeoutSeconds * 1000;
  while (Date.now() < deadline) {
    if ((await source.powerState(plan.source.vm, signal)) === 'off') return true;
    await delay(pollMs, undefined, { signal });
  }
  return false;
}
