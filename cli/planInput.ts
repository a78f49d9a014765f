import { readFileSync } from 'node:fs';
import type { MigrationPlanInput } from '../contract/plan.ts';
import { planSchema } from '../contract/plan.ts';
import { cutoverInput } from './cutoverInput.ts';
import { usageError } from './exitCode.ts';

/** Options that describe a plan, as commander hands them over. A file gives the rest; options win. */
export interface PlanOptions {
  plan?: string;
  node?: string;
  vmid?: string;
  name?: string;
  storage?: string;
  staging?: string;
  pool?: string;
  cold?: boolean;
  route?: string;
  transport?: string;
  virtio?: boolean;
  driversConfirmed?: boolean;
  disk?: string[];
  network?: string[];
  cutover?: string;
  window?: string;
  interval?: string;
  rounds?: string;
  bandwidth?: string;
  shutdownTimeout?: string;
  powerOff?: boolean;
  start?: boolean;
  tag?: string[];
}

/** Who the plan is about; already ids of the API. Undefined: as the file says. */
export interface PlanEnds {
  source: string | undefined;
  vm: string | undefined;
  target: string | undefined;
}

/** @throws CliError usage */
export function planInput(ends: PlanEnds, options: PlanOptions): MigrationPlanInput {
  const plan = { ...(options.plan === undefined ? {} : readPlanFile(options.plan)) };
  merge(plan, 'source', { connectionId: ends.source, vm: ends.vm });
  merge(plan, 'target', {
    connectionId: ends.target,
    node: options.node,
    vmid: whole('--vmid', options.vmid),
    name: options.name,
    storage: options.storage,
    stagingStorage: options.staging,
    pool: options.pool,
  });
  set(plan, 'strategy', options.cold ? 'cold' : undefined);
  set(plan, 'route', options.route);
  set(plan, 'transport', options.transport);
  if (options.virtio) merge(plan, 'hardware', { controller: 'virtio', nic: 'virtio' });
  if (options.driversConfirmed) merge(plan, 'hardware', { driversConfirmed: true });
  set(plan, 'disks', options.disk?.map(diskMapping));
  set(plan, 'networks', options.network?.map(networkMapping));
  set(plan, 'cutover', cutoverInput(options, plan['cutover']));
  merge(plan, 'delta', {
    intervalSeconds: whole('--interval', options.interval),
    minimumRounds: whole('--rounds', options.rounds),
  });
  merge(plan, 'shutdown', {
    timeoutSeconds: whole('--shutdown-timeout', options.shutdownTimeout),
    onTimeout: options.powerOff ? 'power-off' : undefined,
  });
  set(
    plan,
    'bandwidthBytesPerSecond',
    options.bandwidth === undefined ? undefined : byteRate('--bandwidth', options.bandwidth),
  );
  set(plan, 'startTarget', options.start === false ? false : undefined);
  set(plan, 'tags', options.tag);
  return checked(plan);
}

function checked(plan: Record<string, unknown>): MigrationPlanInput {
  const result = planSchema.safeParse(plan);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw usageError(`The plan does not fit: ${issue?.path.join('.')}: ${issue?.message}.`);
}

function readPlanFile(file: string): Record<string, unknown> {
  try {
    const plan: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof plan === 'object' && plan !== null && !Array.isArray(plan)) return plan as Record<string, unknown>;
  } catch (cause) {
    throw usageError(`The plan file ${file} cannot be read: ${(cause as Error).message}.`);
  }
  throw usageError(`The plan file ${file} holds no JSON object.`);
}

/** `uuid=storage` or `uuid=storage:format`. */
function diskMapping(text: string): unknown {
  const match = /^(.+)=([^=:]+)(?::(raw|qcow2))?$/.exec(text);
  if (match === null) throw usageError(`--disk takes DISK=STORAGE or DISK=STORAGE:FORMAT, not ${text}.`);
  return { diskId: match[1], storage: match[2], ...(match[3] === undefined ? {} : { format: match[3] }) };
}

/** `VM Network=vmbr0` or `VM Network=vmbr0:20`. */
function networkMapping(text: string): unknown {
  const match = /^(.+)=([^=:]+)(?::(\d+))?$/.exec(text);
  if (match === null) throw usageError(`--network takes NETWORK=BRIDGE or NETWORK=BRIDGE:VLAN, not ${text}.`);
  return { network: match[1], bridge: match[2], ...(match[3] === undefined ? {} : { vlan: Number(match[3]) }) };
}

/** Bytes per second: `800`, `50M`, `1.5G`. */
export function byteRate(option: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)([KMG]?)$/i.exec(text);
  if (match === null) throw usageError(`${option} takes bytes per second such as 50M, not ${text}.`);
  const power = ['', 'K', 'M', 'G'].indexOf((match[2] ?? '').toUpperCase());
  return Math.round(Number(match[1]) * 1024 ** power);
}

function whole(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw usageError(`${option} takes a whole number, not ${text}.`);
  return Number(text);
}

function set(plan: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) plan[key] = value;
}

function merge(plan: Record<string, unknown>, key: string, values: Record<string, unknown>): void {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  plan[key] = { ...(plan[key] as object | undefined), ...Object.fromEntries(given) };
}
