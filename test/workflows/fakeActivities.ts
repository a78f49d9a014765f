import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { ControlActivities, MoverActivities } from '../../activities/index.ts';
import type { Finding } from '../../contract/finding.ts';
import type { Migration } from '../../contract/migration.ts';
import type { MigrationPlan } from '../../contract/plan.ts';

export type Activities = ControlActivities & MoverActivities;

/** What a scripted data centre did and how it is told to misbehave. */
export interface Script {
  /** Names of calls in order, with the round where one has it. */
  calls: string[];
  /** Last recorded state. */
  recorded: Migration[];
  /** Calls that fail for good, as often as the number says. */
  failing: Map<string, number>;
  /** Code of these failures, where it is another than what the call would say. */
  codes: Map<string, string>;
  /** Names of calls that hang until they are cancelled. */
  hanging: Set<string>;
  /** Calls that end well once these resolve, whether or not they were cancelled meanwhile. */
  stubborn: Map<string, Promise<void>>;
  /** While set, records wait for it. */
  recordsWaitFor: Promise<void> | null;
  /** As the way back was given it last. */
  mayGoOffUntil: string | undefined;
  /** What preflight has against a plan. */
  findings: (plan: MigrationPlan) => Finding[];
  mismatches: number;
  power: 'on' | 'off';
  strategy: 'warm' | 'cold';
  route: 'direct' | 'staged';
  /** What control workers hear of movers. */
  moverListens: boolean;
  /** Null: none was found. A queue that nobody polls: the mover has died. */
  moverQueue: string | null;
  /** Whether the guest settles its file systems when it is asked to. */
  quiesces: boolean;
  /** What looks at the room beside a snapshot find too short. */
  shortRoom: string[];
  /** From this round on the disk has so many bytes; null: it stays as it is. */
  grows: { round: number; to: number } | null;
}

/** The bench runs a mover for the script. */
export const ownMover = 'a mover of the bench';

export function newScript(overrides: Partial<Script> = {}): Script {
  return {
    calls: [],
    recorded: [],
    failing: new Map(),
    codes: new Map(),
    hanging: new Set(),
    stubborn: new Map(),
    recordsWaitFor: null,
    mayGoOffUntil: undefined,
    findings: () => [],
    mismatches: 0,
    power: 'on',
    strategy: 'warm',
    route: 'direct',
    moverListens: false,
    moverQueue: ownMover,
    quiesces: true,
    shortRoom: [],
    grows: null,
    ...overrides,
  };
}

const disk = { id: 'disk-a', key: 2000, label: 'Hard disk 1', capacityBytes: 1048576 };
const volume = {
  node: 'pve1',
  storage: 'local',
  volume: 'local:100/vm-100-disk-0.raw',
  path: '/images/vm-100-disk-0.raw',
  format: 'raw' as const,
  sizeBytes: 1048576,
};
const copied = { changedBytes: 65536, readBytes: 65536, writtenBytes: 65536, ms: 5, root: 'aa' };

/** Activities that follow a script: for tests of what the workflow decides, not of what activities do. */
export function scriptedActivities(script: Script): Activities {
  async function call<T>(name: string, value: T, failure = 'platform.quota'): Promise<T> {
    script.calls.push(name);
    const failures = script.failing.get(name) ?? 0;
    if (failures > 0) {
      script.failing.set(name, failures - 1);
      throw ApplicationFailure.create({
        type: script.codes.get(name) ?? failure,
        message: `${name} has no room`,
        nonRetryable: true,
        details: [{ remedy: 'Free space.', evidence: ['0 bytes free'] }],
      });
    }
    if (script.hanging.has(name)) await untilCancelled();
    await script.stubborn.get(name);
    return value;
  }
  return {
    preflight: ({ plan }) =>
      call('preflight', {
        report: {
          checkedAt: '',
          strategy: script.strategy,
          route: script.route,
          transport: 'https' as const,
          vm: { ref: 'vm-1', name: 'app' },
          findings: script.findings(plan),
        },
        node: 'pve1',
        moverQueue: script.moverQueue,
        power: script.power,
        uuid: 'uuid',
        disks: [disk],
      }),
    provision: (input) =>
      call('provision', {
        targetVm: { node: 'pve1', vmid: 100 },
        volumes: input.allocate ? [{ diskId: disk.id, volume }] : [],
      }),
    enableTracking: () => call('enableTracking', null),
    takeSnapshot: (input) => {
      const { grows } = script;
      const capacityBytes = grows !== null && input.round >= grows.round ? grows.to : disk.capacityBytes;
      if (input.growth !== 'accept' && input.disks.some((known) => known.capacityBytes < capacityBytes)) {
        throw ApplicationFailure.nonRetryable('Hard disk 1 is larger', 'source.disk-grown');
      }
      return call(`takeSnapshot ${input.round}`, {
        ref: `snapshot-${input.round}`,
        name: `drover-${input.round}`,
        createdAt: '',
        quiesced: input.quiesce && script.quiesces,
        disks: [{ id: disk.id, key: disk.key, capacityBytes, changeId: `epoch/${input.round}`, file: '' }],
      });
    },
    growVolume: ({ volume: known, capacityBytes }) =>
      call(`growVolume to ${capacityBytes}`, { ...known, sizeBytes: capacityBytes }),
    watchRoom: async () => {
      if (script.shortRoom.length === 0) throw ApplicationFailure.retryable('There is room.', 'snapshot.look-again');
      return script.shortRoom;
    },
    dropSnapshot: (input) => call(`dropSnapshot ${input.snapshot}`, undefined),
    sourcePower: () => call('sourcePower', script.power),
    quiesceSource: async () => {
      await call('quiesceSource', undefined);
      script.power = 'off';
      return { lastStart: 'none' };
    },
    requireSourceUntouched: () => call('requireSourceUntouched', undefined, 'source.powered-on'),
    defineTarget: () => call('defineTarget', undefined),
    bootTarget: () => call('bootTarget', { guest: { agent: true, osName: 'Debian' }, upAt: new Date().toISOString() }),
    pictureTarget: () => call('pictureTarget', undefined),
    exportDisk: () => call('exportDisk', { ...copied, artifact: 'a', artifactBytes: 1, artifactSha256: 'x' }),
    importDisk: () => call('importDisk', volume),
    issueCertificate: () => call('issueCertificate', 'certificates/x.json'),
    revokeCertificate: () => call('revokeCertificate', undefined),
    dropArtifacts: () => call('dropArtifacts', []),
    sourceLeftovers: () => call('sourceLeftovers', []),
    targetLeftovers: () => call('targetLeftovers', []),
    removeTarget: () => call('removeTarget', []),
    removeSnapshots: () => call('removeSnapshots', undefined),
    restorePower: async (input) => {
      script.mayGoOffUntil = input.mayGoOffUntil;
      const answer = await call(`restorePower ${input.power}`, { foundOn: script.power === 'on' });
      if (input.power === 'on') script.power = 'on';
      return answer;
    },
    record: async (migration) => {
      await script.recordsWaitFor;
      script.recorded.push(migration);
    },
    forgetTransfer: () => call('forgetTransfer', undefined),
    moverListens: () => call('moverListens', script.moverListens),
    checkVolume: () => call('checkVolume', undefined),
    copyDisk: (input) =>
      call(`copyDisk ${input.kind} ${input.round} since ${input.since}`, { ...copied, full: input.since === null }),
    repairDisk: () => call('repairDisk', copied),
    verifyDisk: async () => {
      const bad = script.mismatches > 0;
      script.mismatches -= bad ? 1 : 0;
      return call('verifyDisk', {
        ledgerRoot: 'aa',
        targetRoot: bad ? 'bb' : 'aa',
        mismatches: bad ? [{ start: 65536, length: 65536 }] : [],
        readBytes: 1,
        ms: 1,
      });
    },
    testConnection: () => Promise.reject(new Error('not part of a migration')),
    describeVm: () => Promise.reject(new Error('not part of a migration')),
    describeTarget: () => Promise.reject(new Error('not part of a migration')),
    compareHardware: () => Promise.reject(new Error('not part of a migration')),
    syncInventory: () => Promise.reject(new Error('not part of a migration')),
    sourceConnections: () => Promise.resolve([]),
    heldTransfers: () => Promise.resolve([]),
    findResidue: () => Promise.reject(new Error('not part of a migration')),
    removeResidue: () => Promise.reject(new Error('not part of a migration')),
    sweepSnapshots: () => Promise.resolve({ removed: [], failed: [] }),
    beginScheduledRun: async () => false,
    startScheduledVms: async () => ({ dealtWith: 0, left: 0 }),
    endScheduledRun: async () => undefined,
    sweepArtifacts: () => Promise.resolve({ removed: [], failed: [] }),
  };
}

async function untilCancelled(): Promise<never> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), 200);
  try {
    await context.cancelled;
  } finally {
    clearInterval(timer);
  }
  throw new CancelledFailure('stopped');
}
