import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Accelerator } from '../../qemu/accelerator.ts';
import { createGuestAgent, type GuestAgent, guestAgentArguments } from '../../qemu/guestAgent.ts';
import { reapOrphan } from '../../qemu/orphan.ts';
import { type QemuProcess, startQemu } from '../../qemu/qemuProcess.ts';
import type { GuestEvent } from '../../qemu/serial.ts';
import { eventsSaid } from '../../qemu/serialLog.ts';
import type { Datacenter } from '../datacenter.ts';
import { die, messageOf } from '../http/apiError.ts';
import type { TaskContext } from '../tasks/task.ts';
import { applyPending } from '../vm/pending.ts';
import { hasBootSignature } from './bootable.ts';
import { BootQueue } from './bootQueue.ts';
import { hasScreen, isQ35, machineArguments } from './commandLine.ts';
import { firmwareFiles } from './firmware.ts';
import { guestReport } from './guestReport.ts';
import { plugDisk, unplugDisk } from './hotplugDisk.ts';
import { mirrorDrive } from './mirrorDrive.ts';
import { assertStartable, resolveVolumes, type VolumeFile } from './startChecks.ts';
import type { VmRuntime } from './vmRuntime.ts';

const bootsAtOnce = 2;
/** A guest that has not said "ready" by then does not hold up the others any longer. */
const bootSlotMs = 45_000;
/** Long enough for firmware to find nothing to boot; then the VM is halted so that it does not spin for ever. */
const idleHaltMs = 2_000;

interface Machine {
  process: QemuProcess;
  agent: GuestAgent;
  startedAt: number;
  machine: string;
  /** Halted by the lab for want of anything to boot; it still counts as running. */
  idle: boolean;
}

/** Runs VMs in QEMU, one folder each below `dir`. */
export async function createQemuRuntime(
  dir: string,
  datacenter: () => Datacenter,
  accelerator: () => Promise<Accelerator>,
): Promise<VmRuntime> {
  mkdirSync(dir, { recursive: true });
  /** By VM, at all its starts before the last one. */
  const saidBefore = new Map<number, GuestEvent[]>();
  for (const name of readdirSync(dir)) {
    await reapOrphan(join(dir, name, 'qemu.pid'));
    saidBefore.set(Number(name), await eventsSaid(join(dir, name)));
  }
  const machines = new Map<number, Machine>();
  const queue = new BootQueue(bootsAtOnce);

  const live = (vmid: number): Machine | undefined => {
    const machine = machines.get(vmid);
    return machine?.process.running() ? machine : undefined;
  };

  const eventsOf = (vmid: number): readonly GuestEvent[] => machines.get(vmid)?.process.serial.events() ?? [];

  const start = async (vmid: number, task: TaskContext): Promise<void> => {
    const lab = datacenter();
    await lab.vms.locked(
      vmid,
      async () => {
        const node = lab.vms.nodeOf(vmid) ?? '';
        const config = lab.vms.read(node, vmid);
        lab.vms.assertUnlocked(vmid, config);
        if (live(vmid)) throw die(`VM ${vmid} already running`);
        task.progress(0);
        applyPending(vmid, config);
        lab.vms.write(node, vmid, config);
        if (lab.faults.strike('start-fails', { vmid })) {
          throw die(`start failed: QEMU exited with code 1`);
        }
        const { options } = config;
        const files = await resolveVolumes(lab, node, options);
        assertStartable(lab, vmid, options, files);
        const scratchVars = scratchVariables(join(dir, String(vmid)), options);
        const resolve = (volid: string): VolumeFile => files.get(volid) ?? { path: volid, format: 'raw' };
        const bootable = await anyBootable(files);
        const release = await queue.enter(task.signal);
        try {
          task.progress(50);
          const process = await startQemu({
            dir: join(dir, String(vmid)),
            accelerator: await accelerator(),
            args: (sockets) => [
              ...machineArguments({ vmid, options, resolve, scratchVars }),
              ...(agentEnabled(options) ? guestAgentArguments(sockets.agent) : []),
              ...(hasScreen(options) ? ['-vnc', `unix:${sockets.vnc},password=on`] : []),
            ],
          }).catch((error: unknown) => {
            throw die(`start failed: ${messageOf(error)}`);
          });
          const machine: Machine = {
            process,
            agent: createGuestAgent(process.sockets.agent),
            startedAt: Date.now(),
            machine: isQ35(options) ? 'pc-q35-10.1+pve0' : 'pc-i440fx-10.1+pve0',
            idle: false,
          };
          saidBefore.set(vmid, [...(saidBefore.get(vmid) ?? []), ...eventsOf(vmid)]);
          machines.set(vmid, machine);
          void process.exited.then(() => machine.agent.close());
          if (bootable) void releaseWhenReady(process, release);
          else {
            release();
            haltWhenIdle(machine);
          }
        } catch (error) {
          release();
          throw error;
        }
      },
      30_000,
    );
  };

  const stop = async (vmid: number): Promise<void> => live(vmid)?.process.stop();

  const shutdown: VmRuntime['shutdown'] = async (vmid, { seconds, force, signal }) => {
    const machine = live(vmid);
    if (!machine) return;
    const lab = datacenter();
    const options = lab.vms.read(lab.vms.nodeOf(vmid) ?? '', vmid).options;
    const byAgent = agentEnabled(options) && (await answers(machine.agent));
    if (byAgent) await machine.agent.shutdown();
    else await machine.process.monitor.execute('system_powerdown').catch(() => {});
    const timeout = delay(seconds * 1000, 'timeout' as const, { signal, ref: false }).catch(() => 'stopped' as const);
    const outcome = await Promise.race([machine.process.exited, timeout]);
    if (outcome === 'stopped') throw die('received interrupt');
    if (outcome !== 'timeout') return;
    if (!force) throw die('VM quit/powerdown failed - got timeout');
    await machine.process.stop();
  };

  return {
    isRunning: (vmid) => live(vmid) !== undefined,
    running: (vmid) => {
      const machine = live(vmid);
      if (!machine) return undefined;
      const { process, agent, startedAt } = machine;
      const qmpStatus = async (): Promise<string> => {
        if (machine.idle) return 'running';
        const answer = (await process.monitor.execute('query-status').catch(() => undefined)) as { status?: string };
        return answer?.status ?? 'unknown';
      };
      const { monitor } = process;
      return {
        pid: process.pid,
        startedAt,
        machine: machine.machine,
        qmpStatus,
        agent,
        vncSocket: process.sockets.vnc,
        execute: monitor.execute,
        plug: (drive, target) => plugDisk(monitor, drive, target),
        unplug: (key) => unplugDisk(monitor, key),
        mirror: (device, target, signal) => mirrorDrive(monitor, { device, target, signal }),
      };
    },
    start,
    stop,
    shutdown,
    command: async (vmid, command) => {
      const machine = live(vmid);
      if (!machine) throw die(`VM ${vmid} not running`);
      await machine.process.monitor.execute(command);
    },
    report: (vmid) =>
      guestReport(vmid, live(vmid) !== undefined, { events: eventsOf(vmid), before: saidBefore.get(vmid) ?? [] }),
    forget: (vmid) => {
      machines.delete(vmid);
      saidBefore.delete(vmid);
      rmSync(join(dir, String(vmid)), { recursive: true, force: true });
    },
    serialText: (vmid) => machines.get(vmid)?.process.serial.text() ?? '',
    close: async () => {
      await Promise.all([...machines.values()].map((machine) => machine.process.stop()));
    },
  };
}

export function agentEnabled(options: Record<string, string>): boolean {
  return /^(enabled=)?(1|on|yes|true)(,|$)/i.test(options['agent'] ?? '');
}

async function answers(agent: GuestAgent): Promise<boolean> {
  return agent.ping(3_000).then(
    () => true,
    () => false,
  );
}

async function anyBootable(files: Map<string, VolumeFile>): Promise<boolean> {
  for (const { path, format } of files.values()) {
    // Inside a qcow2 the signature is not at a fixed place: such a disk counts as bootable.
    if (format !== 'raw' || (await hasBootSignature(path))) return true;
  }
  return false;
}

async function releaseWhenReady(process: QemuProcess, release: () => void): Promise<void> {
  const patience = delay(bootSlotMs, undefined, { ref: false });
  await Promise.race([process.serial.seen('ready').catch(() => {}), process.exited, patience]);
  release();
}

function haltWhenIdle(machine: Machine): void {
  const halt = (): void => {
    machine.idle = true;
    machine.process.monitor.execute('stop').catch(() => {});
  };
  setTimeout(() => machine.process.running() && halt(), idleHaltMs).unref();
}

/** PVE starts a UEFI VM without `efidisk0` on a temporary copy of the variables. */
function scratchVariables(dir: string, options: Record<string, string>): string {
  const path = join(dir, 'efivars.fd');
  if (options['bios'] !== 'ovmf' || options['efidisk0'] !== undefined) return path;
  mkdirSync(dir, { recursive: true });
  if (!existsSync(path)) copyFileSync(firmwareFiles({ efitype: '4m', enrolled: false }).vars, path);
  return path;
}
