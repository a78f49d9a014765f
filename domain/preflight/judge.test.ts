import { describe, expect, test } from 'vitest';
import { planSchema } from '../../contract/plan.ts';
import type { DiskSpec, NicSpec, VmSpec } from '../../contract/vm.ts';
import type { PreflightFacts } from './facts.ts';
import { blockers, judge } from './judge.ts';

const disk: DiskSpec = {
  id: 'd1',
  key: 2000,
  label: 'Hard disk 1',
  capacityBytes: 1073741824,
  bus: 'scsi',
  controller: 'pvscsi',
  busNumber: 0,
  unit: 0,
  backing: 'flat',
  mode: 'persistent',
  shared: false,
  encrypted: false,
  thin: true,
  datastore: 'ds1',
  datastoreType: 'VMFS',
  file: '[ds1] app/app.vmdk',
};
const nic: NicSpec = {
  key: 4000,
  label: 'Network adapter 1',
  mac: '00:50:56:00:00:01',
  model: 'vmxnet3',
  network: 'VM Network',
  networkKind: 'standard',
  connected: true,
};
const vm: VmSpec = {
  ref: 'vm-1',
  name: 'app01',
  uuid: 'u',
  instanceUuid: 'i',
  path: 'DC0/vm',
  datacenter: 'DC0',
  host: 'esx1',
  guest: { id: 'debian12_64Guest', fullName: 'Debian 12', family: 'linux' },
  firmware: 'bios',
  secureBoot: false,
  vtpm: false,
  hardwareVersion: 19,
  cpus: 2,
  coresPerSocket: 1,
  memoryMiB: 1024,
  power: 'on',
  tools: 'running',
  disks: [disk],
  bootDisks: [],
  nics: [nic],
  changeTracking: { supported: true, enabled: true },
  snapshots: [],
  connection: 'connected',
  template: false,
  faultTolerant: false,
  encrypted: false,
  consolidationNeeded: false,
  question: null,
  passthrough: [],
  disabledMethods: [],
  annotation: '',
};
const plan = planSchema.parse({
  source: { connectionId: 'vc', vm: 'vm-1' },
  target: { connectionId: 'pve', node: 'pve1', storage: 'local', stagingStorage: 'local' },
  networks: [{ network: 'VM Network', bridge: 'vmbr0' }],
});
const storage = {
  node: 'pve1',
  name: 'local',
  type: 'dir',
  active: true,
  shared: false,
  content: ['images', 'import'],
  formats: ['raw' as const, 'qcow2' as const],
  totalBytes: 1e12,
  availableBytes: 1e12,
};
const good: PreflightFacts = {
  plan,
  vm,
  target: {
    nodes: [
      { name: 'pve1', online: true, cpus: 8, memoryBytes: 64e9 },
      { name: 'pve2', online: false, cpus: 8, memoryBytes: 64e9 },
    ],
    storages: [storage],
    bridges: [{ node: 'pve1', name: 'vmbr0', vlanAware: false, active: true }],
    guests: [{ vmid: 100, name: 'taken', node: 'pve1', tags: [] }],
    pools: ['wave1'],
  },
  sourceMissingPrivileges: [],
  targetMissingPrivileges: [],
  probes: [{ diskId: 'd1', transport: 'https', problem: null }],
  moverQueue: 'drover-mover-pve1',
  sourceClockSkewMs: 0,
  openMigration: null,
};

const withVm = (change: Partial<VmSpec>): PreflightFacts => ({ ...good, vm: { ...vm, ...change } });
const withDisk = (change: Partial<DiskSpec>): PreflightFacts => withVm({ disks: [{ ...disk, ...change }] });
const withNic = (change: Partial<NicSpec>): PreflightFacts => withVm({ nics: [{ ...nic, ...change }] });
const withPlan = (change: object): PreflightFacts => ({ ...good, plan: { ...plan, ...change } });
const withShutdown = (onTimeout: 'power-off' | 'park') => ({ ...plan, shutdown: { ...plan.shutdown, onTimeout } });
const withTarget = (change: object): PreflightFacts => withPlan({ target: { ...plan.target, ...change } });
const withStorage = (change: Partial<typeof storage>): PreflightFacts => ({
  ...good,
  target: { ...good.target, storages: [{ ...storage, ...change }] },
});
const staged = { ...good, moverQueue: null };

test('a VM without peculiarities has no blocker and goes warm, direct, over https', () => {
  const report = judge(good, 'now');
  expect(blockers(report.findings)).toEqual([]);
  expect(report).toMatchObject({ strategy: 'warm', route: 'direct', transport: 'https' });
});

describe('what blocks a migration', () => {
  test.each<[string, PreflightFacts]>([
    ['vm.already-migrating', { ...good, openMigration: 'other' }],
    ['vm.template', withVm({ template: true })],
    ['vm.inaccessible', withVm({ connection: 'inaccessible' })],
    ['vm.host-disconnected', withVm({ connection: 'disconnected' })],
    ['vm.question', withVm({ question: 'msg.uuid.altered' })],
    ['vm.fault-tolerant', withVm({ faultTolerant: true })],
    ['vm.encrypted', withVm({ encrypted: true })],
    ['vm.suspended', withVm({ power: 'suspended' })],
    ['vm.no-disks', withVm({ disks: [] })],
    ['vm.consolidation-needed', withVm({ consolidationNeeded: true })],
    ['vm.passthrough', withVm({ passthrough: ['PCI device 0'] })],
    ['vm.vtpm', withVm({ vtpm: true })],
    ['vm.method-disabled', withVm({ disabledMethods: ['CreateSnapshot_Task'] })],
    ['vm.no-tools', withVm({ tools: 'not-installed' })],
    ['vm.snapshots', withVm({ snapshots: [{ ref: 's', name: 'old', createdAt: '' }] })],
    ['disk.independent', withDisk({ mode: 'independent_persistent' })],
    ['disk.nonpersistent', withDisk({ mode: 'nonpersistent' })],
    ['disk.mode', withDisk({ mode: 'other' })],
    ['disk.rdm-physical', withDisk({ backing: 'rdm-physical' })],
    ['disk.rdm-virtual', withDisk({ backing: 'rdm-virtual' })],
    ['disk.raw-device', withDisk({ backing: 'raw-device' })],
    ['disk.pmem', withDisk({ backing: 'pmem' })],
    ['disk.legacy-format', withDisk({ backing: 'legacy' })],
    ['disk.shared', withDisk({ shared: true })],
    ['disk.encrypted', withDisk({ encrypted: true })],
    ['disk.empty', withDisk({ capacityBytes: 0 })],
    ['disk.odd-sectors', withDisk({ capacityBytes: 1000 })],
    [
      'disk.transport',
      { ...withPlan({ transport: 'https' }), probes: [{ diskId: 'd1', transport: 'https', problem: 'locked' }] },
    ],
    ['transport.none', { ...good, probes: [{ diskId: 'd1', transport: 'https', problem: 'locked' }] }],
    ['plan.unknown-disk', withPlan({ disks: [{ diskId: 'd9', storage: 'local' }] })],
    ['nic.sriov', withNic({ model: 'sriov' })],
    ['network.unmapped', withPlan({ networks: [] })],
    ['network.bridge-missing', withPlan({ networks: [{ network: 'VM Network', bridge: 'vmbr9' }] })],
    [
      'network.bridge-inactive',
      {
        ...good,
        target: { ...good.target, bridges: good.target.bridges.map((bridge) => ({ ...bridge, active: false })) },
      },
    ],
    ['hardware.virtio-drivers', withPlan({ hardware: { ...plan.hardware, controller: 'virtio' } })],
    ['hardware.virtio-drivers', withDisk({ bus: 'nvme', controller: 'nvme' })],
    ['hardware.lsi-uefi', { ...withVm({ firmware: 'uefi', disks: [{ ...disk, controller: 'lsilogic' }] }) }],
    ['hardware.cpus', withVm({ cpus: 64 })],
    ['hardware.memory', withVm({ memoryMiB: 1e6 })],
    ['target.node-missing', withTarget({ node: 'pve9' })],
    ['target.node-offline', withTarget({ node: 'pve2' })],
    ['target.node-unclear', { ...withTarget({ node: undefined }), target: { ...good.target, nodes: [] } }],
    ['target.pool-missing', withTarget({ pool: 'nowhere' })],
    ['target.vmid-taken', withTarget({ vmid: 100 })],
    ['target.name-taken', withTarget({ name: 'taken' })],
    ['target.storage-missing', withTarget({ storage: 'nowhere' })],
    ['target.storage-inactive', withStorage({ active: false })],
    ['target.storage-content', withStorage({ content: ['iso'] })],
    ['target.storage-full', withStorage({ availableBytes: 1 })],
    // Room for the volume or for its staged image, but not for both.
    ['target.storage-full', { ...withStorage({ availableBytes: 1.5 * disk.capacityBytes }), moverQueue: null }],
    [
      'target.format',
      {
        ...withStorage({ formats: ['raw'] }),
        plan: { ...plan, disks: [{ diskId: 'd1', storage: 'local', format: 'qcow2' }] },
      },
    ],
    ['target.staging-unnamed', { ...staged, plan: { ...plan, target: { ...plan.target, stagingStorage: undefined } } }],
    ['mover.unreachable', { ...staged, plan: { ...plan, route: 'direct' } }],
    ['strategy.staged-warm', withPlan({ route: 'staged' })],
    ['privilege.source', { ...good, sourceMissingPrivileges: ['VirtualMachine.State.CreateSnapshot'] }],
    ['privilege.target', { ...good, targetMissingPrivileges: ['VM.Allocate on /vms'] }],
  ])('%s', (code, facts) => {
    const found = blockers(judge(facts, 'now').findings);
    expect(found.map((finding) => finding.code)).toContain(code);
    for (const finding of found) expect(finding.remedy).not.toBe('');
  });
});

describe('what is only told', () => {
  test.each<[string, PreflightFacts]>([
    ['vm.hardware-old', withVm({ hardwareVersion: 4 })],
    ['vm.tracking-off', withVm({ changeTracking: { supported: true, enabled: false } })],
    ['vm.powered-off', withVm({ power: 'off' })],
    ['disk.odd-size', withDisk({ capacityBytes: disk.capacityBytes + 512 })],
    ['nic.disconnected', withNic({ connected: false })],
    ['target.name-changed', withVm({ name: 'app_01' })],
    ['guest.agent', good],
  ])('%s', (code, facts) => {
    const { findings } = judge(facts, 'now');
    expect(findings.find((finding) => finding.code === code)?.severity).toBe('info');
    expect(blockers(findings)).toEqual([]);
  });
});

describe('what only warns', () => {
  test.each<[string, PreflightFacts]>([
    ['vm.efi-variables', withVm({ firmware: 'uefi' })],
    ['vm.secure-boot', withVm({ firmware: 'uefi', secureBoot: true })],
    ['vm.no-tools', { ...withVm({ tools: 'not-installed' }), plan: withShutdown('power-off') }],
    ['vm.tracking-unsupported', withVm({ changeTracking: { supported: false, enabled: false } })],
    ['vm.tools-stopped', withVm({ tools: 'not-running' })],
    ['nic.model', withNic({ model: 'pcnet32' })],
    ['network.vlan-unaware', withPlan({ networks: [{ network: 'VM Network', bridge: 'vmbr0', vlan: 7 }] })],
    ['hardware.cpu-topology', withVm({ cpus: 3, coresPerSocket: 2 })],
    ['hardware.mixed-controllers', withVm({ disks: [disk, { ...disk, id: 'd2', key: 2001, controller: 'lsilogic' }] })],
    ['target.storage-overcommitted', withStorage({ type: 'lvmthin', availableBytes: 1 })],
    ['mover.unreachable', staged],
    ['verify.no-read-back', staged],
    ['strategy.cold', staged],
    ['clock.skew', { ...good, sourceClockSkewMs: -300_000 }],
  ])('%s', (code, facts) => {
    const { findings } = judge(facts, 'now');
    expect(findings.find((finding) => finding.code === code)?.severity).toBe('warning');
  });
});

test('a storage is full once, whether for disks, staged images or both', () => {
  const full = { ...withStorage({ availableBytes: 1 }), moverQueue: null };
  const { findings } = judge(full, 'now');
  expect(findings.filter(({ code }) => code === 'target.storage-full')).toHaveLength(1);
});

test('hardware is held against the node that is chosen, not one that is off', () => {
  const [pve1] = good.target.nodes;
  const nodes = [{ name: 'pve0', online: false, cpus: 1, memoryBytes: 1 }, ...(pve1 ? [pve1] : [])];
  const { findings } = judge({ ...withTarget({ node: undefined }), target: { ...good.target, nodes } }, 'now');
  expect(blockers(findings)).toEqual([]);
});

test('without a mover the plan falls back to staged and cold, and says so', () => {
  expect(judge(staged, 'now')).toMatchObject({ route: 'staged', strategy: 'cold' });
});

test('findings come gravest first', () => {
  const severities = judge(withVm({ template: true, firmware: 'uefi' }), 'now').findings.map(
    (finding) => finding.severity,
  );
  expect(severities).toEqual(
    [...severities].sort(
      (a, b) => ['blocker', 'warning', 'info'].indexOf(a) - ['blocker', 'warning', 'info'].indexOf(b),
    ),
  );
});
