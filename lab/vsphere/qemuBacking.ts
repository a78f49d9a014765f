import { createGuestAgent, type GuestAgent } from '../qemu/guestAgent.ts';
import type { QemuProcess } from '../qemu/qemuProcess.ts';
import { lastAcknowledged } from '../qemu/serialLog.ts';
import { type NodeExports, openNodeExports } from './qemuBackingExports.ts';
import { readFrozenList, soundStates } from './qemuBackingFrozenList.ts';
import { diskNode, prepareFiles, type QemuBackingOptions, startMachine } from './qemuBackingMachine.ts';
import { createMachinePower, type MachinePower, type Power } from './qemuBackingPower.ts';
import { createFrozenStates, type FrozenStates } from './qemuBackingSnapshots.ts';
import { createDirtyPeriods, type DirtyPeriods } from './qemuBackingTracking.ts';
import type { BackedDisk, VmBacking } from './vmBacking.ts';

export type { QemuBackingOptions } from './qemuBackingMachine.ts';

/** All that lives and dies with one QEMU process. */
interface Machine {
  process: QemuProcess;
  agent: GuestAgent;
  power: MachinePower;
  exports: NodeExports;
  periods: DirtyPeriods;
  frozen: FrozenStates;
}

const FREEZE_TIMEOUT_MS = 15_000;

/**
 * A VM that really runs: a QEMU process on copies of the given images, powered off at first.
 * When the process ends, the VM is off and change tracking begins anew: what a crash of its host does. Frozen states are
 * taken over by the next process, unless it was killed while they were written.
 */
export async function createQemuBacking(options: QemuBackingOptions): Promise<VmBacking> {
  const listeners = new Set<(power: Power) => void>();
  const disks: BackedDisk[] = options.disks.map(({ key }) => ({ key, capacityBytes: 0 }));
  let current: Promise<Machine> | undefined;
  let running: Machine | undefined;
  let closed = false;
  let turn: Promise<unknown> = Promise.resolve();
  /** By the serial line's log, which QEMU itself keeps: what former processes have acknowledged. */
  let acknowledgedBefore: number | null = null;

  const start = async () => {
    const list = readFrozenList(options.dir);
    const left = await soundStates(
      options.dir,
      list,
      disks.map(({ key }) => key),
    );
    await prepareFiles(options, left);
    acknowledgedBefore = await lastAcknowledged(options.dir);
    const process = await startMachine(options);
    const machine = await assemble(process, options, disks, (power) => {
      for (const listener of listeners) listener(power);
    });
    await machine.frozen.restore(left, list.nextNumber);
    running = machine;
    void process.exited.then(() => {
      acknowledgedBefore = Math.max(process.serial.lastSequence() ?? 0, acknowledgedBefore ?? 0) || null;
      if (running === machine) [current, running] = [undefined, undefined];
    });
    return machine;
  };
  const machine = () => {
    if (closed) throw new Error(`${options.name} has been closed`);
    current ??= start();
    current.catch(() => {
      current = undefined;
    });
    return current;
  };
  /** What changes the block graph goes one after the other. */
  const inTurn = <Result>(work: (machine: Machine) => Promise<Result>): Promise<Result> => {
    const mine = turn.then(async () => work(await machine()));
    turn = mine.catch(() => {});
    return mine;
  };
  const mustBeOff = (what: string) => {
    if (running?.power.state() === 'poweredOn') throw new Error(`${options.name} is on: ${what} only while it is off`);
  };
  await machine();

  return {
    kind: 'qemu',
    disks,
    powerState: () => running?.power.state() ?? 'poweredOff',
    powerOn: () => inTurn(({ power }) => power.on()),
    powerOff: () => inTurn(({ power }) => power.off()),
    shutdownGuest: async () => (await machine()).agent.shutdown(),
    onPowerChange: (listener) => void listeners.add(listener),
    takeSnapshot: (snapshot, { quiesce, moment }) =>
      inTurn(async ({ agent, frozen, power }) => {
        const quiesced = quiesce && power.state() === 'poweredOn' && (await freezeGuest(agent));
        try {
          await frozen.freeze(snapshot, moment);
        } finally {
          if (quiesced) await agent.thaw(FREEZE_TIMEOUT_MS);
        }
        return { quiesced };
      }),
    frozenSnapshots: () => running?.frozen.ids() ?? [],
    dropSnapshot: (snapshot) => inTurn(({ frozen }) => frozen.drop(snapshot)),
    readSnapshot: async (snapshot, diskKey, offset, length) => {
      const { exports, frozen } = await machine();
      return exports.read(frozen.node(snapshot, diskKey), offset, length);
    },
    readCurrent: async (diskKey, offset, length) => {
      mustBeOff('current bytes are read');
      return (await machine()).exports.read(diskNode(diskKey), offset, length);
    },
    changedExtents: (diskKey, from, to) =>
      inTurn(async ({ periods }) => {
        if (to === undefined) mustBeOff('changes up to now are asked for');
        return periods.changed(diskKey, from, to);
      }),
    allocatedExtents: async (diskKey, snapshot) => {
      const { exports, frozen } = await machine();
      return exports.allocated(snapshot === undefined ? diskNode(diskKey) : frozen.node(snapshot, diskKey));
    },
    resetTracking: () => inTurn(({ periods }) => periods.reset()),
    grow: (diskKey, capacityBytes) =>
      inTurn(async ({ process, exports, frozen }) => {
        const disk = disks.find(({ key }) => key === diskKey);
        if (disk === undefined) throw new Error(`${options.name} has no disk ${diskKey}`);
        if (frozen.any()) throw new Error(`${options.name} has snapshots: its disks cannot grow`);
        if (capacityBytes < disk.capacityBytes) throw new Error(`Disk ${diskKey} cannot shrink`);
        await exports.forget(diskNode(diskKey));
        await process.monitor.execute('block_resize', { 'node-name': diskNode(diskKey), size: capacityBytes });
        disk.capacityBytes = capacityBytes;
      }),
    write: () => Promise.reject(new Error(`${options.name} is a live guest: only it writes to its disks`)),
    lastSequenceWritten: () => {
      const now = running?.process.serial.lastSequence() ?? sequenceAtBoot(running);
      return now === null ? acknowledgedBefore : Math.max(now, acknowledgedBefore ?? 0);
    },
    serialText: () => running?.process.serial.text() ?? '',
    close: async () => {
      closed = true;
      // The end of the lab is no change of power: the VM comes back as it was.
      listeners.clear();
      const last = await current?.catch(() => undefined);
      last?.agent.close();
      await last?.process.stop();
    },
  };
}

async function assemble(
  process: QemuProcess,
  options: QemuBackingOptions,
  disks: BackedDisk[],
  changed: (power: Power) => void,
): Promise<Machine> {
  const { monitor } = process;
  const nodes = (await monitor.execute('query-named-block-nodes', { flat: true })) as BlockNode[];
  for (const disk of disks) {
    const node = nodes.find((candidate) => candidate['node-name'] === diskNode(disk.key));
    disk.capacityBytes = node?.image['virtual-size'] ?? 0;
  }
  const power = createMachinePower(process, changed);
  const exports = await openNodeExports(process);
  const periods = createDirtyPeriods(
    monitor,
    exports,
    disks.map(({ key }) => key),
  );
  const { dir } = options;
  const frozen = createFrozenStates({ dir, monitor, exports, periods, disks, whileStopped: power.whileStopped });
  return { process, agent: createGuestAgent(process.sockets.agent), power, exports, periods, frozen };
}

interface BlockNode {
  'node-name': string;
  image: { 'virtual-size': number };
}

/** A guest whose agent does not answer gets a crash-consistent snapshot, as from vSphere without Tools. */
async function freezeGuest(agent: GuestAgent): Promise<boolean> {
  try {
    return (await agent.freeze(FREEZE_TIMEOUT_MS)) > 0;
  } catch {
    // It may have frozen nevertheless, and must not stay so.
    await agent.thaw(FREEZE_TIMEOUT_MS).catch(() => {});
    return false;
  }
}

/** Before the first record of a boot, what the guest has read back stands for what it has written. */
function sequenceAtBoot(machine: Machine | undefined): number | null {
  const verdict = machine?.process.serial.events().findLast((event) => event.event === 'verdict');
  return verdict?.event === 'verdict' && verdict.lastSequence > 0 ? verdict.lastSequence : null;
}
