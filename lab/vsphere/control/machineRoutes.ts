import type { ControlAnswer } from '../../faults/faultRoutes.ts';
import { diskRoot } from '../diskRoot.ts';
import type { Machine } from '../machines/machine.ts';
import { growDisk } from '../snapshots/disturb.ts';
import { removeSnapshot } from '../snapshots/removeSnapshot.ts';
import { freeze } from '../snapshots/takeSnapshot.ts';
import { randomBlock } from '../synthetic/randomBlock.ts';
import { SyntheticBacking } from '../syntheticBacking.ts';
import { resetTracking } from '../tracking/activation.ts';
import type { World } from '../world.ts';
import { findMachineByIdOrName, sourceVm } from './machineView.ts';

interface MachineRequest {
  method: string;
  machine: Machine;
  /** Path below the machine. */
  rest: string[];
  body: Record<string, unknown>;
}

/** `/vms...` on the control port; undefined for other paths. */
export async function answerMachineRequest(
  world: World,
  request: { method: string; path: string; body: unknown },
): Promise<ControlAnswer | undefined> {
  const [root, id, ...rest] = request.path.split('/').slice(1).map(decodeURIComponent);
  if (root !== 'vms') return undefined;
  if (id === undefined) {
    return { status: 200, body: await Promise.all([...world.machines.values()].map(sourceVm)) };
  }
  const machine = findMachineByIdOrName(world, id);
  if (machine === undefined)
    return { status: 404, body: { error: `No machine (or more than one) is called "${id}".` } };
  const body =
    typeof request.body === 'object' && request.body !== null ? (request.body as Record<string, unknown>) : {};
  return answerFor(world, { method: request.method, machine, rest, body });
}

async function answerFor(world: World, request: MachineRequest): Promise<ControlAnswer | undefined> {
  const { method, machine, rest, body } = request;
  const [what, key, action] = rest;
  if (method === 'GET' && what === undefined) return { status: 200, body: await sourceVm(machine) };
  if (method === 'GET' && what === 'serial') return { status: 200, body: { text: machine.backing.serialText() } };
  if (method === 'POST' && what === 'power') return power(machine, body['power']);
  if (method === 'POST' && what === 'writer') return writer(machine, body);
  if (method === 'POST' && what === 'snapshots') {
    const name = typeof body['name'] === 'string' ? body['name'] : 'foreign';
    const snapshot = await freeze(world, machine, { name, description: 'by the operator', quiesce: false });
    return { status: 201, body: { snapshot: snapshot.ref.id, name } };
  }
  if (method === 'DELETE' && what === 'snapshots' && key !== undefined) return dropSnapshot(world, machine, key);
  if (method === 'POST' && what === 'rename') return rename(world, machine, body['name']);
  if (method === 'POST' && what === 'host') return moveTo(world, machine, body['host']);
  if (method === 'POST' && what === 'tracking-reset') {
    resetTracking(machine);
    return { status: 200, body: {} };
  }
  if (what === 'disks' && key !== undefined) return diskRequest(world, { ...request, rest: [key, action ?? ''] });
  return undefined;
}

async function power(machine: Machine, wanted: unknown): Promise<ControlAnswer> {
  if (wanted === 'on') {
    machine.suspended = false;
    await machine.backing.powerOn();
  } else if (wanted === 'off') {
    machine.suspended = false;
    await machine.backing.powerOff();
  } else return { status: 400, body: { error: 'Expected {"power": "on"} or {"power": "off"}.' } };
  machine.recordPower();
  return { status: 200, body: { power: machine.power() } };
}

function writer(machine: Machine, body: Record<string, unknown>): ControlAnswer {
  if (!(machine.backing instanceof SyntheticBacking)) {
    return { status: 409, body: { error: `${machine.name} is a live guest: it writes what it wants.` } };
  }
  machine.backing.setWriter({
    bytesPerSecond: optionalNumber(body['bytesPerSecond']),
    workingSetBytes: optionalNumber(body['workingSetBytes']),
  });
  return { status: 200, body: {} };
}

function rename(world: World, machine: Machine, name: unknown): ControlAnswer {
  if (typeof name !== 'string' || name === '') return { status: 400, body: { error: 'Expected {"name": "..."}.' } };
  machine.name = name;
  machine.touch();
  world.changed();
  return { status: 200, body: { name } };
}

/** As vMotion would. */
function moveTo(world: World, machine: Machine, name: unknown): ControlAnswer {
  const host = machine.placement.datacenter.hosts.find((one) => one.spec.name === name);
  if (host === undefined) return { status: 404, body: { error: `The datacenter has no host ${String(name)}.` } };
  machine.placement.host = host;
  machine.touch();
  world.changed();
  return { status: 200, body: { host: host.spec.name } };
}

async function dropSnapshot(world: World, machine: Machine, idOrName: string): Promise<ControlAnswer> {
  const snapshot = machine.snapshots.find((one) => one.ref.id === idOrName || one.name === idOrName);
  if (snapshot === undefined) return { status: 404, body: { error: `${machine.name} has no snapshot ${idOrName}.` } };
  await removeSnapshot(world, snapshot, { removeChildren: false, consolidate: true });
  return { status: 200, body: { snapshot: snapshot.ref.id } };
}

async function diskRequest(world: World, request: MachineRequest): Promise<ControlAnswer | undefined> {
  const { method, machine, rest, body } = request;
  const [key, action] = rest;
  const disk = machine.disk(Number(key));
  if (disk === undefined) return { status: 404, body: { error: `${machine.name} has no disk ${key}.` } };
  if (method === 'POST' && action === 'write') {
    const offset = optionalNumber(body['offset']) ?? 0;
    const length = optionalNumber(body['length']) ?? 65536;
    await machine.backing.write(disk.key, offset, randomBlock(String(body['seed'] ?? 'control'), length));
    return { status: 200, body: { offset, length } };
  }
  if (method === 'POST' && action === 'grow') {
    const capacityBytes = optionalNumber(body['capacityBytes']) ?? disk.capacityBytes + 1024 ** 2;
    await growDisk(machine, disk, capacityBytes);
    world.changed();
    return { status: 200, body: { capacityBytes } };
  }
  if (method === 'GET' && action === 'root') {
    const read = (offset: number, length: number) => machine.backing.readCurrent(disk.key, offset, length);
    return { status: 200, body: { capacityBytes: disk.capacityBytes, root: await diskRoot(disk.capacityBytes, read) } };
  }
  return undefined;
}

function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
