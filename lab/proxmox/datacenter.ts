import type { FaultSwitch } from '../faults/faultSwitch.ts';
import type { Access } from './access/access.ts';
import type { TicketOffice } from './access/tickets.ts';
import type { Network } from './cluster/network.ts';
import type { Nodes } from './cluster/nodes.ts';
import type { Pools } from './cluster/pools.ts';
import type { ConsoleDesk } from './console/consoleDesk.ts';
import type { Alarms } from './control/alarms.ts';
import type { VmRuntime } from './qemu/vmRuntime.ts';
import type { Storages } from './storage/storages.ts';
import type { TaskStore } from './tasks/taskStore.ts';
import type { VmStore } from './vm/vmStore.ts';

/** Everything that the calls of one lab work on. */
export interface Datacenter {
  readonly dir: string;
  readonly nodes: Nodes;
  readonly network: Network;
  readonly pools: Pools;
  readonly access: Access;
  readonly tickets: TicketOffice;
  readonly storages: Storages;
  readonly tasks: TaskStore;
  readonly vms: VmStore;
  readonly runtime: VmRuntime;
  readonly consoles: ConsoleDesk;
  readonly faults: FaultSwitch;
  readonly alarms: Alarms;
  /** Upper-case colon hex, as `/nodes` shows it. */
  readonly fingerprint256: string;
  readonly certificatePem: string;
  log(line: string): void;
}
