import { generateKeyPairSync, hash } from 'node:crypto';
import { encodeCells } from '../../contract/blockCells.ts';
import type { BlockMap } from '../../contract/blockMap.ts';
import type { Certificate, CertificateBody } from '../../contract/certificate.ts';
import type { Forecast, Migration, MigrationDisk, Round, StageName, StageRecord } from '../../contract/migration.ts';
import type { ScreenPicture } from '../../contract/screenPicture.ts';
import { encodePng } from '../../platforms/proxmox/console/encodePng.ts';
import type { Database } from '../../prisma/database.ts';
import { createProgressSink } from '../../prisma/progressSink.ts';
import { signCertificate } from '../../proof/certificate.ts';
import { instanceOf } from '../../proof/signingKey.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';

/** Migrations in the states that an operator meets, as their workflows would tell them. */

const minute = 60_000;
const mib = 1024 * 1024;
const gib = 1024 * mib;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const root = (seed: string) => hash('sha256', seed);

const plan = makePlan({
  target: { connectionId: 'target-1', storage: 'ceph-vm', node: 'pve1' },
  networks: [{ network: 'VM Network', bridge: 'vmbr0', vlan: 120 }],
  tags: ['wave-3'],
});

function stages(names: StageName[], startedAgo: number, lastOpen: boolean): StageRecord[] {
  const step = startedAgo / (names.length + 1);
  return names.map((name, index) => {
    const open = lastOpen && index === names.length - 1;
    const startedAt = ago(startedAgo - index * step);
    const endedAt = open ? null : ago(startedAgo - (index + 1) * step);
    return { name, startedAt, endedAt, ms: open ? null : Math.round(step), attempts: name === 'baseline' ? 2 : 1 };
  });
}

function rounds(count: number, firstBytes: number, final: boolean): Round[] {
  return Array.from({ length: count }, (_, index) => {
    const bytes = index === 0 ? firstBytes : Math.round((firstBytes / 40) * 0.55 ** index);
    const kind = index === 0 ? 'baseline' : final && index === count - 1 ? 'final' : 'delta';
    return {
      ...{ round: index + 1, kind, changedBytes: bytes, readBytes: bytes * 1.04, full: index === 0 },
      writtenBytes: index === 0 ? bytes * 0.46 : bytes,
      ms: Math.round(bytes / 180_000) + 1200,
      endedAt: ago((count - index) * 6 * minute),
      changeId: `52 9b 4c/${index}`,
      root: root(`round ${index}`),
    };
  });
}

function disk(id: string, label: string, capacityBytes: number, done: Round[], vmid: number): MigrationDisk {
  return {
    ...{ id, label, capacityBytes, rounds: done, targetRoot: null },
    volume: `ceph-vm:vm-${vmid}-disk-${id.at(-1)}`,
    ledgerRoot: done.at(-1)?.root ?? null,
  };
}

const forecast: Forecast = {
  at: ago(40_000),
  downtimeMs: 74_300,
  parts: { shutdownMs: 21_000, finalDeltaMs: 6_300, verifyMs: 29_000, bootMs: 18_000 },
  dirtyBytes: 148 * mib,
  bytesPerSecond: 182 * mib,
  converging: true,
};

export const copying: Migration = makeMigration({
  ...{ id: 'scene-copying', workflowId: 'migration/scene-copying', plan, strategy: 'warm', route: 'direct' },
  ...{ transport: 'https', vm: { ref: 'vm-1042', name: 'erp-db-01' }, targetVm: { node: 'pve1', vmid: 204 } },
  ...{ status: 'running', stage: 'baseline', allowed: ['pause', 'cutover', 'schedule', 'limit', 'cancel'] },
  stages: stages(['preflight', 'provision', 'baseline'], 9 * minute, true),
  disks: [
    disk('scene-copying-disk-0', 'Hard disk 1', 64 * gib, [], 204),
    disk('scene-copying-disk-1', 'Hard disk 2', 512 * gib, [], 204),
  ],
  findings: [
    {
      ...{ code: 'guest.tools', severity: 'warning', subject: 'erp-db-01' },
      evidence: 'VMware Tools is not running, so snapshots are crash-consistent.',
      remedy: 'Start VMware Tools for file-system-consistent rounds.',
    },
    {
      ...{ code: 'network.mapped', severity: 'info', subject: 'Network adapter 1' },
      evidence: 'VM Network becomes vmbr0, VLAN 120; the MAC address 00:50:56:9c:1f:02 is kept.',
      remedy: 'Nothing to do.',
    },
  ],
  ...{ requestedBy: 'j.weber', createdAt: ago(9 * minute), updatedAt: ago(20_000) },
});

export const holding: Migration = makeMigration({
  ...copying,
  ...{ id: 'scene-holding', workflowId: 'migration/scene-holding', vm: { ref: 'vm-1101', name: 'mail-gateway' } },
  plan: makePlan({ ...plan, source: { ...plan.source, vm: 'vm-1101' } }),
  ...{ status: 'holding', stage: 'hold', targetVm: { node: 'pve2', vmid: 211 }, forecast },
  allowed: ['pause', 'cutover', 'schedule', 'limit', 'cancel'],
  stages: stages(['preflight', 'provision', 'baseline', 'delta', 'hold'], 47 * minute, true),
  disks: [disk('scene-holding-disk-0', 'Hard disk 1', 80 * gib, rounds(7, 31 * gib, false), 211)],
  commands: [
    { at: ago(31 * minute), name: 'pause', actor: 'j.weber' },
    { at: ago(28 * minute), name: 'resume', actor: 'm.chen' },
  ],
  ...{ createdAt: ago(47 * minute), requestedBy: 'm.chen' },
});

export const parked: Migration = makeMigration({
  ...holding,
  ...{ id: 'scene-parked', workflowId: 'migration/scene-parked', vm: { ref: 'vm-1203', name: 'wiki-legacy' } },
  plan: makePlan({ ...plan, source: { ...plan.source, vm: 'vm-1203' }, strategy: 'cold', route: 'staged' }),
  ...{ strategy: 'cold', route: 'staged', transport: 'nfc', status: 'parked', stage: 'import', forecast: null },
  allowed: ['retry', 'cancel'],
  stages: stages(['preflight', 'provision', 'quiesce', 'export', 'import'], 63 * minute, true),
  disks: [{ ...disk('scene-parked-disk-0', 'Hard disk 1', 40 * gib, [], 230), volume: null }],
  parked: {
    ...{ stage: 'import', code: 'platform.quota', since: ago(4 * minute) },
    message: 'Storage "local" on node pve1 has 11.2 GiB free, but the import of disk-0 needs 40 GiB.',
    remedy: 'Free space or choose another storage, then retry.',
    evidence: [
      'UPID:pve1:0001F2A4:00C1:qmcreate:230: copy failed: No space left on device',
      'storage local: 94.8 % used',
    ],
  },
  downtime: { from: ago(51 * minute), to: null, ms: null },
  ...{ commands: [], createdAt: ago(63 * minute), requestedBy: 'admin' },
});

export const cancelled: Migration = makeMigration({
  ...copying,
  ...{ id: 'scene-cancelled', workflowId: 'migration/scene-cancelled', vm: { ref: 'vm-1300', name: 'build-runner-7' } },
  plan: makePlan({ ...plan, source: { ...plan.source, vm: 'vm-1300' } }),
  ...{ status: 'cancelled', stage: 'unwind', allowed: [], endedAt: ago(170 * minute), createdAt: ago(200 * minute) },
  stages: stages(['preflight', 'provision', 'baseline', 'unwind'], 30 * minute, false),
  leftovers: [
    {
      ...{ system: 'source', kind: 'snapshot', ref: 'snapshot-8841' },
      reason: 'The source did not answer for 10 minutes.',
      remove: 'govc snapshot.remove -vm build-runner-7 drover-scene-cancelled',
    },
  ],
});

const finished = [...rounds(5, 22 * gib, true)];

/** Seconds before the end at which each stage of the cutover began. */
const cutover: [StageName, number][] = [
  ...([
    ['quiesce', 120],
    ['final', 102.4],
    ['verify', 94.1],
  ] as [StageName, number][]),
  ...([
    ['define', 67.9],
    ['boot', 64],
    ['finish', 46],
  ] as [StageName, number][]),
];

/** The last stages again, as long as the downtime of the scene lets them be. */
function cutOver(before: StageRecord[]): StageRecord[] {
  const end = 3 * minute;
  return before.map((record) => {
    const at = cutover.findIndex(([name]) => name === record.name);
    const [, from] = cutover[at] ?? [record.name, 0];
    if (at < 0) return record;
    const to = cutover[at + 1]?.[1] ?? 0;
    const times = { startedAt: ago(end + from * 1000), endedAt: ago(end + to * 1000) };
    return { ...record, ...times, ms: Math.round((from - to) * 1000) };
  });
}

export const completed: Migration = makeMigration({
  ...holding,
  ...{ id: 'scene-completed', workflowId: 'migration/scene-completed', vm: { ref: 'vm-1007', name: 'intranet-web' } },
  plan: makePlan({ ...plan, source: { ...plan.source, vm: 'vm-1007' } }),
  ...{ status: 'completed', stage: 'finish', allowed: [], targetVm: { node: 'pve2', vmid: 198 }, cutoverAt: null },
  stages: cutOver(
    stages(
      [
        ...(['preflight', 'provision', 'baseline', 'delta', 'hold', 'quiesce'] as const),
        ...(['final', 'verify', 'define', 'boot', 'finish'] as const),
      ],
      52 * minute,
      false,
    ),
  ),
  disks: [
    { ...disk('scene-completed-disk-0', 'Hard disk 1', 60 * gib, finished, 198), targetRoot: root('round 4') },
    { ...disk('scene-completed-disk-1', 'Hard disk 2', 20 * gib, finished, 198), targetRoot: root('round 4') },
  ],
  commands: [{ at: ago(8 * minute), name: 'cutover', actor: 'm.chen' }],
  cutoverForecast: { ...forecast, downtimeP90Ms: 118_000, basedOn: 14 },
  downtime: { from: ago(5 * minute), to: ago(3.8 * minute), ms: 71_840 },
  guest: { agent: true, osName: 'Debian GNU/Linux 12 (bookworm)' },
  certificateId: 'certificates/scene-completed.json',
  ...{ createdAt: ago(52 * minute), endedAt: ago(3 * minute) },
});

/** The certificate of a completed migration, really signed. */
export function certify(migration: Migration): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const body: CertificateBody = {
    ...{ version: 1, migrationId: migration.id, workflowId: migration.workflowId, instance: instanceOf(publicKey) },
    issuedAt: migration.endedAt ?? ago(0),
    vm: { ...migration.vm, uuid: '4213f1c2-6a43-9a1b-8f2e-0b6c7d5e9a10' },
    targetVm: migration.targetVm ?? { node: 'pve1', vmid: 100 },
    ...{ plan: migration.plan, route: migration.route ?? 'direct', transport: migration.transport ?? 'https' },
    disks: migration.disks.map((each) => ({ ...each, volume: each.volume ?? '', ledgerRoot: each.ledgerRoot ?? '' })),
    ...{ stages: migration.stages, commands: migration.commands, requestedBy: migration.requestedBy },
    downtime: {
      from: migration.downtime?.from ?? '',
      to: migration.downtime?.to ?? '',
      ms: migration.downtime?.ms ?? 0,
    },
  };
  return signCertificate(body, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** The map of a disk that is copied, or read back, to so many parts of it: data with holes, and what the last round changed. */
export function blockMap(capacityBytes: number, part: number, verified = false): BlockMap {
  const count = 1024;
  const codes = Uint8Array.from({ length: count }, (_, cell) => {
    const data = cell < 90 || (cell > 200 && cell < 700 && cell % 61 > 8) || cell > 940;
    const reached = cell < part * count;
    if (verified) return reached ? (data ? 5 : 6) : !data ? 2 : cell % 23 < 3 ? 4 : 3;
    if (reached) return data ? 3 : 2;
    return cell < part * count + 2 ? 1 : 0;
  });
  return { capacityBytes, cellBytes: capacityBytes / count, cells: encodeCells(codes) };
}

/** A text screen of 720 × 400 with lines of blocks for words: what a console after the boot looks like from afar. */
export async function bootScreen(): Promise<ScreenPicture> {
  const [width, height] = [720, 400];
  const rgb = Buffer.alloc(width * height * 3);
  for (let line = 0; line < 18; line += 1) {
    for (let column = 0; column < 20 + ((line * 37) % 50); column += 1) {
      if ((column * 7 + line * 3) % 6 === 0) continue;
      for (let y = 4; y < 13; y += 1)
        rgb.fill(0xaa, ((line * 16 + y) * width + column * 9 + 1) * 3, ((line * 16 + y) * width + column * 9 + 8) * 3);
    }
  }
  const png = (await encodePng({ width, height, rgb })).toString('base64');
  return { occasion: 'boot', at: ago(90_000), width, height, png, problem: null };
}

/** Half of the first disk is there. @param rate MiB/s */
export function reportCopying(database: Database, rate: number): Promise<void> {
  const [disk] = copying.disks;
  return createProgressSink(database).report({
    ...{ migrationId: copying.id, diskId: disk?.id ?? '', round: 1, kind: 'baseline', at: new Date().toISOString() },
    ...{ doneBytes: 32 * gib, totalBytes: 64 * gib, bytesPerSecond: rate * mib },
  });
}
