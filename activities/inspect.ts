import type { ConnectionTest } from '../contract/connection.ts';
import { DroverError } from '../contract/errors.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import type { TargetFacts } from '../contract/targetFacts.ts';
import type { ComparedHardware } from '../contract/targetHardware.ts';
import type { VmSpec, VmSummary } from '../contract/vm.ts';
import { mapVm } from '../domain/mapping.ts';
import type { TargetVm } from '../ports/targetPlatform.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

const pageSize = 100;

export interface CompareInput {
  migrationId: string;
  plan: MigrationPlan;
  targetVm: TargetVm;
  volumes: { diskId: string; volume: string; index: number }[];
}

/** Looks at platforms on behalf of the API, which never touches them itself. */
export function inspectActivities({ platforms, projection }: ControlDependencies) {
  return {
    testConnection: (connectionId: string): Promise<ConnectionTest> =>
      alive(async () => {
        const result = await platforms.test(connectionId);
        await projection.recordConnectionCheck(connectionId, result.product, new Date().toISOString());
        return result;
      }),

    describeVm: (input: { connectionId: string; vm: string }): Promise<VmSpec> =>
      alive(async ({ signal }) => (await platforms.source(input.connectionId)).describe(input.vm, signal)),

    describeTarget: (connectionId: string): Promise<TargetFacts> =>
      alive(async ({ signal }) => (await platforms.target(connectionId)).facts(signal)),

    /** The hardware of a target VM, beside what its source and the plan would make of it; that is null when the source is gone. */
    compareHardware: (input: CompareInput): Promise<ComparedHardware> =>
      alive(async ({ signal }) => {
        const target = await platforms.target(input.plan.target.connectionId);
        const actual = await target.hardware(input.targetVm, signal);
        const known = { readAt: new Date().toISOString(), actual };
        try {
          const source = await platforms.source(input.plan.source.connectionId);
          const vm = await source.describe(input.plan.source.vm, signal);
          const { migrationId, plan, volumes } = input;
          const definition = mapVm({ migrationId, plan, vm, volumes, issuedBy: '' });
          return { ...known, planned: target.hardwareOf(definition), plannedUnknown: null };
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof DroverError)) throw error;
          return { ...known, planned: null, plannedUnknown: error.message };
        }
      }),

    /** Refreshes the inventory cache of a connection; VMs that are gone are dropped from it. */
    syncInventory: (connectionId: string): Promise<{ count: number }> =>
      alive(async ({ signal, tell }) => {
        const source = await platforms.source(connectionId);
        const seenAt = new Date().toISOString();
        let page: VmSummary[] = [];
        let seen = 0;
        for await (const vm of source.inventory(signal)) {
          page.push({ ...vm, connectionId, seenAt });
          seen += 1;
          if (page.length < pageSize) continue;
          await projection.recordInventory(connectionId, seenAt, page);
          tell(`${seen} VMs`);
          page = [];
        }
        await projection.recordInventory(connectionId, seenAt, page);
        return { count: await projection.finishInventory(connectionId, seenAt) };
      }),

    sourceConnections: (): Promise<string[]> => alive(() => projection.connectionIds('vsphere')),
  };
}
