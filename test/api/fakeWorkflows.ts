import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { ConnectionTest } from '../../contract/connection.ts';
import type { PreflightReport } from '../../contract/finding.ts';
import type { CommandName, Migration } from '../../contract/migration.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import type { ResidueReport } from '../../contract/residue.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import type { ComparedHardware, TargetHardware } from '../../contract/targetHardware.ts';
import type { VmSpec } from '../../contract/vm.ts';
import {
  type Command,
  cancelSignal,
  cancelUpdate,
  commandRefused,
  cutoverUpdate,
  type MigrateVmInput,
  pauseUpdate,
  resumeUpdate,
  type ScheduleCommand,
  scheduleUpdate,
  statusQuery,
  undoCutoverUpdate,
} from '../../workflows/messages.ts';
import { makeMigration } from '../support/migrations.ts';
import { makeVm } from '../support/vms.ts';

export { scheduledStart } from '../../workflows/scheduledStart.ts';

/** Workflows under the product's names that need no platform: what they answer depends on the VM's reference alone. */

export async function preflightPlan(plan: MigrationPlan): Promise<PreflightReport> {
  const { vm } = plan.source;
  if (vm === 'vm-gone') {
    throw ApplicationFailure.create({
      type: 'platform.not-found',
      message: 'The VM vm-gone is not in the inventory.',
      nonRetryable: true,
      details: [{ remedy: '', evidence: ['ManagedObjectNotFound'] }],
    });
  }
  const blocked = { code: 'disk.independent', subject: 'Hard disk 2', evidence: 'mode', remedy: 'Change the mode.' };
  return {
    checkedAt: new Date().toISOString(),
    strategy: 'warm',
    route: 'direct',
    transport: 'https',
    vm: { ref: vm, name: `name of ${vm}` },
    findings: vm === 'vm-blocked' ? [{ ...blocked, severity: 'blocker' }] : [],
  };
}

export async function testConnection(connectionId: string): Promise<ConnectionTest> {
  const step = { name: 'resolve' as const, ok: true, detail: connectionId, remedy: null };
  return { ok: true, steps: [step], fingerprint256: null, product: 'Fake 1.0', missingPrivileges: [] };
}

/** Of all migrations: of one that the scenes show, of one that the database has lost, and of four more. */
export async function residueReport(migrationId: string | null): Promise<ResidueReport> {
  const left = { system: 'source', kind: 'snapshot', reason: 'Made before.', remove: 'Delete it.' } as const;
  const lostId = '0197c0de-0000-4000-8000-000000000001';
  const items = ['scene-cancelled', lostId, 'old-1', 'old-2', 'old-3', 'old-4'].map((id) => ({
    ...{ ...left, ref: `snapshot of ${id}`, migrationId: id, vm: `vm of ${id}`, inUse: false },
    ...(id === lostId ? { lost: true } : {}),
  }));
  return { at: new Date().toISOString(), items: migrationId === null ? items : [], unseen: [] };
}

export const removeResidue = residueReport;

export async function describeTarget(connectionId: string): Promise<TargetFacts> {
  const node = 'pve1';
  return {
    nodes: [
      { name: node, online: true, cpus: 8, memoryBytes: 64 * 1024 ** 3 },
      // Of no other test, so that its queue can be polled; offline, so that there is one node to choose.
      { name: `own-${connectionId}`, online: false, cpus: 8, memoryBytes: 64 * 1024 ** 3 },
    ],
    storages: [
      {
        ...{ node, name: 'local', type: 'dir', active: true, shared: false, content: ['images', 'import'] },
        ...{ formats: ['qcow2', 'raw'], totalBytes: 1024 ** 4, availableBytes: 1024 ** 3 * 512 },
      },
    ],
    bridges: [{ node, name: 'vmbr0', vlanAware: true, active: true }],
    guests: [],
    pools: ['migrated'],
  };
}

const hardware: TargetHardware = {
  ...{ name: 'erp', firmware: 'uefi', machine: 'q35', sockets: 1, coresPerSocket: 4, cpuType: 'x86-64-v2-AES' },
  ...{ memoryMiB: 8192, controller: 'pvscsi', bootOrder: ['scsi0'] },
  disks: [{ slot: 'scsi0', volume: 'ceph-vm:vm-198-disk-0', sizeBytes: null }],
  nics: [{ slot: 'net0', model: 'vmxnet3', mac: '00:50:56:AA:BB:CC', bridge: 'vmbr0', vlan: 120, connected: true }],
};

/** Somebody has changed memory and VLAN since. */
export async function compareHardware(_input: unknown): Promise<ComparedHardware> {
  const nics = hardware.nics.map((nic) => ({ ...nic, vlan: 121 }));
  const disks = hardware.disks.map((disk) => ({ ...disk, sizeBytes: 16 * 1024 ** 3 }));
  const actual = { ...hardware, memoryMiB: 4096, nics, disks };
  return { readAt: new Date().toISOString(), planned: hardware, plannedUnknown: null, actual };
}

export async function syncInventory(_connectionId: string): Promise<{ count: number }> {
  return { count: 42 };
}

/** Answers for two VMs alone: for any other the caller's deadline has to. */
export async function describeVm({ vm }: { connectionId: string; vm: string }): Promise<VmSpec> {
  await condition(() => vm === 'vm-shown' || vm === 'vm-blocked');
  return makeVm({ ref: vm, name: `name of ${vm}` });
}

/** Of a target whose login may not open consoles. */
export async function pictureVm(): Promise<void> {
  throw ApplicationFailure.create({
    type: 'platform.forbidden',
    message: 'Permission check failed (/vms/198, VM.Console)',
    nonRetryable: true,
    details: [{ remedy: '', evidence: [] }],
  });
}

/**
 * Takes commands as the real one does, copies nothing, and ends when it is cancelled; one VM may also be cut over,
 * another has a cutover to undo.
 */
export async function migrateVm(input: MigrateVmInput): Promise<Migration> {
  const allowed: CommandName[] = ['pause', 'cancel', 'schedule'];
  if (input.plan.source.vm === 'vm-cutover') allowed.push('cutover');
  if (input.plan.source.vm === 'vm-undo') allowed.push('undo-cutover');
  const migration = makeMigration({ ...input, stage: 'baseline', allowed });
  const change = (status: Migration['status'], allowed: CommandName[]): Migration => {
    Object.assign(migration, { status, allowed, revision: migration.revision + 1 });
    return migration;
  };
  const cancel = () => {
    migration.endedAt = new Date().toISOString();
    return change('cancelled', []);
  };
  const demand = (name: CommandName) => {
    if (migration.allowed.includes(name)) return;
    const { status, stage, allowed } = migration;
    const message = `A migration that is ${status} does not accept ${name}.`;
    const details = [{ status, stage, allowed }];
    throw ApplicationFailure.create({ type: commandRefused, message, nonRetryable: true, details });
  };
  setHandler(statusQuery, () => migration);
  setHandler(pauseUpdate, () => change('paused', ['resume', 'cancel']), { validator: (_: Command) => demand('pause') });
  setHandler(resumeUpdate, () => change('running', ['pause', 'cancel']), {
    validator: (_: Command) => demand('resume'),
  });
  setHandler(undoCutoverUpdate, () => change('running', ['cancel']), {
    validator: (_: Command) => demand('undo-cutover'),
  });
  setHandler(scheduleUpdate, () => change('running', ['pause']), {
    validator: (_: ScheduleCommand) => demand('schedule'),
  });
  setHandler(
    cutoverUpdate,
    () => {
      migration.endedAt = new Date().toISOString();
      return change('completed', []);
    },
    { validator: (_: Command) => demand('cutover') },
  );
  setHandler(cancelUpdate, cancel, { validator: (_: Command) => demand('cancel') });
  setHandler(cancelSignal, () => void cancel());
  await condition(() => migration.endedAt !== null);
  return migration;
}
