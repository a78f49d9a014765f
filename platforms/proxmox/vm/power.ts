import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../../contract/errors.ts';
import type { TargetVm } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { runTask } from '../tasks/runTask.ts';
import { qemu } from './vmConfig.ts';

/** Under HA the task only queues the request, so the state is watched until it is there. */
const settleMs = 60_000;

export async function running(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<boolean> {
  return (await qemu(client, vm, signal).status.current.$get()).status === 'running';
}

/** Running already is success. */
export async function start(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<void> {
  await become(client, vm, true, signal);
}

/** Hard stop; stopped already is success. */
export async function stop(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<void> {
  await become(client, vm, false, signal);
}

async function become(client: ProxmoxClient, vm: TargetVm, wanted: boolean, signal: AbortSignal): Promise<void> {
  const there = async () => (await running(client, vm, signal)) === wanted;
  if (await there()) return;
  const { status } = qemu(client, vm, signal);
  try {
    await runTask(
      client,
      {
        purpose: `${wanted ? 'starting' : 'stopping'} VM ${vm.vmid}`,
        node: vm.node,
        types: wanted ? ['qmstart', 'hastart'] : ['qmstop', 'hastop'],
        id: String(vm.vmid),
        send: () => (wanted ? status.start.$post() : status.stop.$post()),
        happened: there,
      },
      signal,
    );
  } catch (error) {
    // Somebody else was faster: `VM 100 already running`.
    if (!(error instanceof DroverError) || !(await there())) throw error;
  }
  const until = Date.now() + settleMs;
  while (!(await there())) {
    if (Date.now() > until) {
      throw new DroverError(
        'platform.stalled',
        `VM ${vm.vmid} is not ${wanted ? 'running' : 'stopped'} a minute after its task ended.`,
      );
    }
    await delay(500, undefined, { signal });
  }
}
