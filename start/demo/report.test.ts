import { expect, test } from 'vitest';
import type { LabGuestReport, LabSourceVm } from '../../contract/lab.ts';
import { type Migration, migrationSchema } from '../../contract/migration.ts';
import { eventsBetween, progressLine } from './events.ts';
import { makeReport, shortcomings } from './report.ts';

const root = 'ab'.repeat(32);
const round = { readBytes: 65_536, writtenBytes: 65_536, changedBytes: 65_536, ms: 10, endedAt: at(5) };
const rest = { changeId: null, root: null, full: false };

const migration: Migration = migrationSchema.parse({
  id: 'm1',
  workflowId: 'migration/m1',
  revision: 9,
  status: 'completed',
  stage: 'finish',
  plan: { source: { connectionId: 's', vm: 'vm-1' }, target: { connectionId: 't', storage: 'local' } },
  strategy: 'warm',
  route: 'direct',
  transport: 'https',
  vm: { ref: 'vm-1', name: 'demo-bios' },
  targetVm: { node: 'pve1', vmid: 100 },
  stages: [{ name: 'baseline', startedAt: at(0), endedAt: at(4), ms: 4_000, attempts: 1 }],
  disks: [
    {
      id: '6000C290-651b-488b-a07f-8340a33641f0',
      label: 'Hard disk 1',
      capacityBytes: 131_072,
      volume: 'local:100/vm-100-disk-0.raw',
      rounds: [
        { ...round, ...rest, round: 0, kind: 'baseline' },
        { ...round, ...rest, round: 1, kind: 'delta' },
      ],
      ledgerRoot: root,
      targetRoot: root,
    },
  ],
  findings: [],
  parked: null,
  commands: [],
  allowed: [],
  forecast: null,
  cutoverAt: null,
  downtime: { from: at(5), to: at(20), ms: 15_000 },
  pointOfNoReturn: true,
  guest: { agent: true, osName: null },
  leftovers: [],
  certificateId: 'm1',
  requestedBy: 'admin',
  createdAt: at(0),
  updatedAt: at(20),
  endedAt: at(20),
});

const source: LabSourceVm = {
  id: 'vm-101',
  name: 'demo-bios',
  backing: 'qemu',
  power: 'poweredOff',
  powerHistory: [],
  snapshots: [],
  lastSequenceWritten: 700,
  roots: [
    {
      snapshot: 'snapshot-3',
      name: 'final',
      takenAt: at(6),
      disks: [{ diskKey: 2000, uuid: '6000c290-651b-488b-a07f-8340a33641f0', capacityBytes: 131_072, root }],
    },
  ],
};

const guest: LabGuestReport = {
  vmid: 100,
  running: true,
  booted: true,
  verdict: 'intact',
  systemOk: true,
  lastSequenceFound: 700,
  firmware: 'bios',
  storageDriver: 'vmw_pvscsi',
  networkDriver: 'vmxnet3',
  boots: [{ verdict: 'intact', systemOk: true, lastSequenceFound: 700 }],
};

test('a migration that held has no shortcomings, and its report carries both roots', () => {
  const report = makeReport({ migration, source, guest, residue: [] });
  expect(report.disks[0]).toMatchObject({ sourceRoot: root, targetRoot: root });
  expect(report.disks[0]?.rounds.map(({ kind }) => kind)).toEqual(['baseline', 'delta']);
  expect(shortcomings(migration, report)).toEqual([]);
});

const lost = said({ verdict: 'lost', systemOk: true, lastSequenceFound: 699 });
const changed = said({ verdict: 'intact', systemOk: false, lastSequenceFound: 700 });
const other = { ...migration, disks: migration.disks.map((disk) => ({ ...disk, targetRoot: 'cd'.repeat(32) })) };
test.each([
  ['a record that is gone', { migration, source, guest: lost, residue: [] }, 'The last record written was 700'],
  ['a changed system file', { migration, source, guest: changed, residue: [] }, 'system files are not what they were'],
  ['another root at the target', { migration: other, source, guest, residue: [] }, "root differs from the source's"],
  ['a root that the lab does not know', { migration, source: { ...source, roots: [] }, guest, residue: [] }, 'no root'],
  ['a guest that did not boot', { migration, source, guest: undefined, residue: [] }, 'did not boot'],
  ['a snapshot left behind', { migration, source, guest, residue: ['snapshot x'] }, 'Left behind: snapshot x'],
  [
    'a migration that parked',
    { migration: { ...migration, status: 'parked' as const }, source, guest, residue: [] },
    'The migration is parked',
  ],
])('%s is a shortcoming', (_name, witnesses, sentence) => {
  const found = shortcomings(witnesses.migration, makeReport(witnesses));
  expect(found.join('\n')).toContain(sentence);
});

test('a warm migration of an earlier start is no answer to who asked for a cold one', () => {
  const report = makeReport({ migration, source, guest, residue: [] });
  expect(shortcomings(migration, report, { cold: true }).join()).toContain('was moved warm');
  expect(shortcomings({ ...migration, strategy: 'cold' }, report, { cold: true })).toEqual([]);
});

test('a guest that was booted again wrote on between: its first boot found what came over, each must be intact', () => {
  const [first] = guest.boots;
  const later = { verdict: 'intact' as const, systemOk: true, lastSequenceFound: 950 };
  const again = { ...guest, boots: [first, later].filter((boot) => boot !== undefined) };
  const report = makeReport({ migration, source, guest: again, residue: [] });
  expect(shortcomings(migration, report)).toEqual([]);
  const broken = { ...again, boots: [...again.boots, { ...later, verdict: 'corrupt' as const }] };
  const faults = shortcomings(migration, makeReport({ migration, source, guest: broken, residue: [] }));
  expect(faults).toEqual(['The guest says "corrupt" about its own records.']);
});

test('only what is new is told', () => {
  const running: Migration = {
    ...migration,
    status: 'running',
    stages: [{ name: 'baseline', startedAt: at(0), endedAt: null, ms: null, attempts: 1 }],
    disks: migration.disks.map((disk) => ({ ...disk, rounds: [] })),
    downtime: null,
    endedAt: null,
  };
  expect(eventsBetween(undefined, running)).toEqual(['baseline ...']);
  expect(eventsBetween(running, running)).toEqual([]);
  expect(eventsBetween(running, migration)).toEqual([
    'baseline done in 4.0s',
    '  Hard disk 1: baseline round 0: 64.0 KiB changed, 64.0 KiB read, 64.0 KiB written in 0.0s',
    '  Hard disk 1: delta round 1: 64.0 KiB changed, 64.0 KiB read, 64.0 KiB written in 0.0s',
    'migration completed',
  ]);
});

test('progress adds up the disks that are being copied', () => {
  const disk = { migrationId: 'm1', round: 0, kind: 'baseline' as const, at: at(1), bytesPerSecond: 1 << 20 };
  const line = progressLine({ ...migration, stage: 'baseline' }, [
    { ...disk, diskId: 'a', doneBytes: 25, totalBytes: 100 },
    { ...disk, diskId: 'b', doneBytes: 75, totalBytes: 100 },
    { ...disk, diskId: 'c', doneBytes: 100, totalBytes: 100 },
  ]);
  expect(line).toBe('baseline  [##########..........] 50 % of 200 B, 2.0 MiB/s');
});

function said(boot: LabGuestReport['boots'][number]): LabGuestReport {
  return { ...guest, ...boot, boots: [boot] };
}

function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
}
