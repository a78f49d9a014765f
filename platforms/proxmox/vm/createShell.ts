import { DroverError } from '../../../contract/errors.ts';
import type { ShellRequest, TargetVm } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { volumesOf } from '../storage/volumesOf.ts';
import { runTask } from '../tasks/runTask.ts';
import { segment } from '../transport/parameters.ts';
import { findMigrationVms } from './findMigrationVms.ts';
import { carriesMark, describeWithMark, printTags } from './migrationMark.ts';
import { readConfig } from './vmConfig.ts';

/** Others create VMs at the same time and ids are not reserved, so a few losses are ordinary. */
const idAttempts = 20;

/** An empty VM that holds the id. A second call for the same migration finds the first one's VM. */
export async function createShell(
  client: ProxmoxClient,
  request: ShellRequest,
  signal: AbortSignal,
): Promise<TargetVm> {
  const [existing] = await findMigrationVms(client, request.migrationId, signal);
  if (existing !== undefined) return existing;
  if (request.vmid !== undefined) {
    const vm = { node: request.node, vmid: request.vmid };
    await refuseStrayVolumes(client, vm, signal);
    await create(client, vm, request, signal);
    return vm;
  }
  let vmid = await nextId(client, signal);
  for (let attempt = 1; ; attempt += 1) {
    const vm = { node: request.node, vmid };
    try {
      await refuseStrayVolumes(client, vm, signal);
      await create(client, vm, request, signal);
      return vm;
    } catch (error) {
      if (!isTaken(error) || attempt >= idAttempts) throw error;
      vmid = await nextIdAfter(client, vmid, signal);
    }
  }
}

async function create(client: ProxmoxClient, vm: TargetVm, request: ShellRequest, signal: AbortSignal): Promise<void> {
  try {
    await make(client, vm, request, signal);
  } catch (error) {
    throw await halfMade(client, vm, error, signal);
  }
  // After a lost reply the task that was found may have been somebody else's on the same id.
  if (!(await isOurs(client, vm, request.migrationId, signal))) {
    throw new DroverError('platform.conflict', `VM ${vm.vmid} already exists and belongs to somebody else.`);
  }
}

/** A worker that was killed leaves the id taken, by a VM without our mark that no login of ours may unlock. */
async function halfMade(client: ProxmoxClient, vm: TargetVm, error: unknown, signal: AbortSignal): Promise<unknown> {
  if (!(error instanceof DroverError) || !/: unexpected status\.$/.test(error.message)) return error;
  const config = await readConfig(client, vm, signal).catch(() => undefined);
  if (config?.['lock'] !== 'create') return error;
  return new DroverError(
    'platform.conflict',
    `The worker that created VM ${vm.vmid} was killed, and what is there of it is locked. Remove it before a retry: on ${vm.node}, qm unlock ${vm.vmid}; qm destroy ${vm.vmid}.`,
    { evidence: error.evidence, cause: error },
  );
}

async function make(client: ProxmoxClient, vm: TargetVm, request: ShellRequest, signal: AbortSignal): Promise<void> {
  await runTask(
    client,
    {
      purpose: `creating VM ${vm.vmid} on ${vm.node}`,
      node: vm.node,
      types: ['qmcreate'],
      id: String(vm.vmid),
      send: () =>
        client
          .api(signal)
          .nodes.$(segment(vm.node))
          .qemu.$post({
            vmid: vm.vmid,
            name: request.name,
            memory: '128',
            onboot: false,
            pool: request.pool,
            description: describeWithMark(request.note, request.migrationId),
            tags: printTags(request.migrationId, []),
          }),
      happened: () => isOurs(client, vm, request.migrationId, signal),
    },
    signal,
  );
}

async function isOurs(client: ProxmoxClient, vm: TargetVm, migrationId: string, signal: AbortSignal): Promise<boolean> {
  try {
    return carriesMark(await readConfig(client, vm, signal), migrationId);
  } catch (error) {
    if (error instanceof DroverError && error.code === 'platform.not-found') return false;
    throw error;
  }
}

/** Volumes that a former VM of this id left behind must neither be written into nor be removed with ours. */
async function refuseStrayVolumes(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<void> {
  const stray = await volumesOf(client, vm, signal);
  if (stray.length === 0) return;
  throw new DroverError(
    'platform.conflict',
    `Volumes of a former VM ${vm.vmid} are still there; remove them or choose another VM id.`,
    { evidence: stray.map(({ volume }) => volume) },
  );
}

function isTaken(error: unknown): boolean {
  return (
    error instanceof DroverError &&
    error.code === 'platform.conflict' &&
    /already exists|still there/.test([error.message, ...error.evidence].join('\n'))
  );
}

async function nextId(client: ProxmoxClient, signal: AbortSignal): Promise<number> {
  return Number(await client.api(signal).cluster.nextid.$get());
}

/** The next free id above this one; the server names only the lowest free one, so each is asked for. */
async function nextIdAfter(client: ProxmoxClient, vmid: number, signal: AbortSignal): Promise<number> {
  const lowest = await nextId(client, signal);
  if (lowest > vmid) return lowest;
  for (let candidate = vmid + 1; ; candidate += 1) {
    try {
      return Number(await client.api(signal).cluster.nextid.$get({ vmid: candidate }));
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}
