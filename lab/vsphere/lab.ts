import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { LabCredential, LabInfo } from '../../contract/lab.ts';
import { FaultSwitch } from '../faults/faultSwitch.ts';
import { type AcceleratorChoice, chooseAccelerator } from '../qemu/accelerator.ts';
import { swapCertificateOnFault } from '../tls/certificateSwap.ts';
import { createSelfSigned, fingerprintsOf } from '../tls/selfSigned.ts';
import { createControlServer } from './control/controlServer.ts';
import { AccessLog } from './folder/accessLog.ts';
import { createVsphereServer } from './httpsServer.ts';
import { defaultInventory } from './inventory/defaultInventory.ts';
import type { InventorySpec } from './inventory/inventorySpec.ts';
import { placeMachines } from './inventory/placeMachines.ts';
import { keepState, loadState } from './inventory/savedState.ts';
import { vsphereFaults } from './knownFaults.ts';
import { addServiceObjects } from './service/serviceOperations.ts';
import type { User } from './session/privileges.ts';
import { defaultSettings, type VsphereSettings } from './settings.ts';
import { World } from './world.ts';

export interface VsphereLabOptions {
  /** Everything is kept here: ports, certificate, passwords, disks, state. */
  dir: string;
  inventory?: InventorySpec;
  /** Folder with the images of the live guests; without it they are absent. */
  guests?: string;
  /** 0 or absent: as at the last start, else any. */
  ports?: { https?: number; control?: number };
  settings?: Partial<VsphereSettings>;
  /** State is not saved after each change: with thousands of machines that is most of the work, but a kill loses it. */
  forgetful?: boolean;
  /** Names of running machines that are left off this time: a live guest costs a core for its boot. */
  asleep?: readonly string[];
  /** Under what the live guests run; default `tcg`. */
  accelerator?: AcceleratorChoice;
}

export interface VsphereLab {
  info: LabInfo;
  /** For tests in the same process. */
  world: World;
  stop(): Promise<void>;
}

/** Starts a simulated vCenter. A second start on the same folder is, to its machines, the end of a host crash. */
export async function startVsphereLab(options: VsphereLabOptions): Promise<VsphereLab> {
  const { dir } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const certificate = keptCertificate(dir);
  const users = keptUsers(dir);
  const saved = loadState(dir);
  const generation = (saved?.generation ?? 0) + 1;
  const world = new World({
    settings: { ...defaultSettings, ...options.settings },
    faults: new FaultSwitch(vsphereFaults),
    users,
    accessLog: new AccessLog(join(dir, 'access.log')),
    instanceUuid: saved?.instanceUuid ?? randomUUID(),
    thumbprint: certificate.fingerprint1,
    generation,
  });
  const off = Object.values(saved?.machines ?? {}).filter(({ power }) => power !== 'poweredOn');
  const asleep = new Set(options.asleep?.filter((name) => !off.some((machine) => machine.name === name)));
  addServiceObjects(world);
  await placeMachines(world, {
    inventory: options.inventory ?? defaultInventory(),
    directory: dir,
    guests: options.guests,
    accelerator: chooseAccelerator(options.accelerator ?? 'tcg'),
    saved: saved?.machines ?? {},
    asleep,
  });
  const server = createVsphereServer(world, certificate);
  swapCertificateOnFault(server, world.faults, certificate);
  const control = createControlServer(world, () => info);
  const before = keptPorts(dir);
  const port = await listen(server, options.ports?.https || before.https);
  const controlPort = await listen(control, options.ports?.control || before.control);
  writeJson(join(dir, 'ports.json'), { https: port, control: controlPort });
  const info: LabInfo = {
    kind: 'vsphere',
    url: `https://127.0.0.1:${port}`,
    controlUrl: `http://127.0.0.1:${controlPort}`,
    fingerprint256: certificate.fingerprint256,
    credentials: users.map(({ role, username, password }): LabCredential => ({ role, username, password })),
    pid: process.pid,
  };
  writeJson(join(dir, 'lab.json'), info);
  const lastSaving = keepState(dir, world, { generation, forgetful: options.forgetful ?? false, asleep });
  return {
    info,
    world,
    stop: async () => {
      lastSaving();
      await Promise.all([close(server), close(control)]);
      for (const machine of world.machines.values()) await machine.backing.close();
    },
  };
}

function keptCertificate(dir: string) {
  const [certFile, keyFile] = [join(dir, 'certificate.pem'), join(dir, 'key.pem')];
  if (existsSync(certFile) && existsSync(keyFile)) {
    const certPem = readFileSync(certFile, 'utf8');
    return { certPem, keyPem: readFileSync(keyFile, 'utf8'), ...fingerprintsOf(certPem) };
  }
  const made = createSelfSigned({
    commonName: 'vcenter.lab.example',
    altNames: { dns: ['vcenter.lab.example', 'localhost'], ip: ['127.0.0.1'] },
    days: 3650,
  });
  writeFileSync(keyFile, made.keyPem, { mode: 0o600 });
  writeFileSync(certFile, made.certPem);
  return made;
}

function keptUsers(dir: string): User[] {
  const file = join(dir, 'users.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as User[];
  const roles = ['administrator', 'migrator', 'readonly'] as const;
  const users = roles.map((role) => ({
    role,
    username: `${role}@vsphere.local`,
    password: randomBytes(12).toString('base64url'),
  }));
  writeJson(file, users);
  return users;
}

function keptPorts(dir: string): { https: number; control: number } {
  const file = join(dir, 'ports.json');
  if (!existsSync(file)) return { https: 0, control: 0 };
  return JSON.parse(readFileSync(file, 'utf8')) as { https: number; control: number };
}

/** Listens on loopback; a remembered port that somebody else has taken meanwhile is given up for any other. */
async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (port === 0) throw error;
    return listen(server, 0);
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function close(server: Server & { closeAllConnections(): void }): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 });
}
