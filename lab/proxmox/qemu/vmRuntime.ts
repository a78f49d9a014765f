import type { LabGuestReport } from '../../../contract/lab.ts';
import type { GuestAgent } from '../../qemu/guestAgent.ts';
import type { TaskContext } from '../tasks/task.ts';
import type { Drive } from '../vm/drives.ts';

/** What is known of a VM that runs. */
export interface RunningVm {
  pid: number;
  startedAt: number;
  machine: string;
  qmpStatus(): Promise<string>;
  agent: GuestAgent;
  /** Where QEMU's VNC server listens, if the VM has a screen. */
  vncSocket: string;
  /** A command to QEMU's monitor. */
  execute(command: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Adds a disk while the VM runs. @throws QmpError */
  plug(drive: Drive, machine: { options: Record<string, string>; path: string; format: string }): Promise<void>;
  /** @returns false when the guest keeps it. */
  unplug(key: string): Promise<boolean>;
  /** Copies a drive to an allocated volume while the guest goes on, then writes there. */
  mirror(device: string, target: { path: string; format: string }, signal: AbortSignal): Promise<void>;
}

/** The QEMU processes behind the VMs. */
export interface VmRuntime {
  isRunning(vmid: number): boolean;
  running(vmid: number): RunningVm | undefined;
  /** @throws ApiError as the start task fails: already running, locked, missing bridge or volume, QEMU's words. */
  start(vmid: number, task: TaskContext): Promise<void>;
  /** Hard off; nothing to do for a stopped VM. */
  stop(vmid: number): Promise<void>;
  /** Asks the guest, by its agent or ACPI. @throws ApiError `VM quit/powerdown failed - got timeout`. */
  shutdown(vmid: number, options: { seconds: number; force: boolean; signal: AbortSignal }): Promise<void>;
  command(vmid: number, command: 'system_reset' | 'stop' | 'cont'): Promise<void>;
  report(vmid: number): LabGuestReport;
  serialText(vmid: number): string;
  /** Of a VM that was destroyed: the next one with its number is another. */
  forget(vmid: number): void;
  close(): Promise<void>;
}
