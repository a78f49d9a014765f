import type { ConnectionTest } from '../contract/connection.ts';
import type { TargetFacts } from '../contract/targetFacts.ts';
import type { VmSpec, VmSummary } from '../contract/vm.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

const pageSize = 100;

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
