import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { LabCredential, LabInfo } from '../../contract/lab.ts';
import { FaultSwitch } from '../faults/faultSwitch.ts';
import { type AcceleratorChoice, chooseAccelerator } from '../qemu/accelerator.ts';
import { swapCertificateOnFault } from '../tls/certificateSwap.ts';
import { createSelfSigned, type SelfSignedCertificate } from '../tls/selfSigned.ts';
import { type Access, createAccess } from './access/access.ts';
import type { AccessConfig } from './access/accessConfig.ts';
import { initialAccess, moverToken } from './access/initialAccess.ts';
import { createTicketOffice } from './access/tickets.ts';
import { createNetwork } from './cluster/network.ts';
import { createNodes } from './cluster/nodes.ts';
import { createPools } from './cluster/pools.ts';
import { ConsoleDesk } from './console/consoleDesk.ts';
import { createUpgradeHandler } from './console/upgradeHandler.ts';
import { Alarms } from './control/alarms.ts';
import { createControlServer } from './control/controlServer.ts';
import { RequestLog } from './control/requestLog.ts';
import type { Datacenter } from './datacenter.ts';
import { knownFaults } from './faults/knownFaults.ts';
import { createApiHandler } from './http/apiServer.ts';
import { createRouter } from './http/router.ts';
import { createQemuRuntime } from './qemu/qemuRuntime.ts';
import { routes } from './routes/routes.ts';
import { readJson, writeJson } from './state/jsonFile.ts';
import { createStorages } from './storage/storages.ts';
import { TaskStore } from './tasks/taskStore.ts';
import { VmStore } from './vm/vmStore.ts';

export interface ProxmoxLabOptions {
  /** All state is kept here; a lab started again on it has the same ports, certificate, secrets and VMs. */
  dir: string;
  /** 0 or absent: the port of last time, else a free one. */
  port?: number;
  controlPort?: number;
  /** How long a 401 is held back; 3000 on the real system. */
  refusalDelayMs?: number;
  /** After which a slow call is answered with 596; 30000 on the real system. */
  proxyPatienceMs?: number;
  /** Under what VMs run; default `tcg`. */
  accelerator?: AcceleratorChoice;
  log?: (line: string) => void;
}

export interface ProxmoxLab {
  info: LabInfo;
  /** For tests in the same process. */
  datacenter: Datacenter;
  stop(): Promise<void>;
}

interface Identity {
  certificate: SelfSignedCertificate;
  ticketKey: string;
  port: number;
  controlPort: number;
}

const nodeNames = ['pve1', 'pve2'];

/** Starts the simulated Proxmox VE cluster. */
export async function startProxmoxLab(options: ProxmoxLabOptions): Promise<ProxmoxLab> {
  const { dir } = options;
  const log = options.log ?? (() => {});
  mkdirSync(dir, { recursive: true });
  const identity = openIdentity(join(dir, 'identity.json'));
  const faults = new FaultSwitch(knownFaults);
  const pools = createPools(join(dir, 'etc', 'pve', 'pools.json'));
  const access = openAccess(join(dir, 'etc', 'pve', 'access.json'), pools.poolsOf);
  const storages = createStorages({ dir, nodes: nodeNames, faults, log });
  const accelerator = chooseAccelerator(options.accelerator ?? 'tcg');
  // Found out meanwhile: the first VM that is started need not wait for it.
  void accelerator();
  const datacenter: Datacenter = {
    dir,
    nodes: createNodes(nodeNames),
    network: createNetwork(),
    pools,
    access,
    tickets: createTicketOffice(identity.ticketKey, () => Date.now() / 1000),
    storages,
    tasks: new TaskStore(join(dir, 'var', 'log', 'pve', 'tasks'), faults),
    vms: new VmStore(join(dir, 'etc', 'pve', 'nodes'), nodeNames, faults),
    runtime: await createQemuRuntime(join(dir, 'run', 'qemu'), () => datacenter, accelerator),
    consoles: new ConsoleDesk(),
    faults,
    alarms: new Alarms(),
    fingerprint256: identity.certificate.fingerprint256,
    certificatePem: identity.certificate.certPem,
    log,
  };

  const requests = new RequestLog();
  const server = {
    datacenter,
    router: createRouter(routes),
    requests,
    refusalDelayMs: options.refusalDelayMs ?? 3000,
    proxyPatienceMs: options.proxyPatienceMs ?? 30_000,
  };
  const handle = createApiHandler(server);
  const { certPem, keyPem } = identity.certificate;
  const api = createServer({ cert: certPem, key: keyPem, keepAliveTimeout: 5000 }, (request, response) => {
    void handle(request, response);
  });
  api.on('upgrade', createUpgradeHandler(server));
  swapCertificateOnFault(api, faults, identity.certificate);
  // An upload of a large disk takes as long as it takes.
  api.requestTimeout = 0;
  const control = createControlServer({ datacenter, requests, info: () => info });
  identity.port = await listen(api, options.port || identity.port);
  identity.controlPort = await listen(control, options.controlPort || identity.controlPort);
  writeJson(join(dir, 'identity.json'), identity);

  const info: LabInfo = {
    kind: 'proxmox',
    url: `https://127.0.0.1:${identity.port}`,
    controlUrl: `http://127.0.0.1:${identity.controlPort}`,
    fingerprint256: identity.certificate.fingerprint256,
    credentials: credentials(access),
    pid: process.pid,
  };
  writeJson(join(dir, 'lab.json'), info);
  const stop = async (): Promise<void> => {
    const closed = [api, control].map((server) => new Promise((resolve) => server.close(resolve)));
    api.closeAllConnections();
    control.closeAllConnections();
    datacenter.consoles.close();
    await datacenter.tasks.stopAll();
    await datacenter.runtime.close();
    await Promise.all(closed);
    storages.close();
  };
  startOnBoot(datacenter);
  return { info, datacenter, stop };
}

/** A lab that starts is a node that boots: VMs with `onboot` come up, all others stay off. */
function startOnBoot(datacenter: Datacenter): void {
  for (const vmid of datacenter.vms.ids()) {
    const node = datacenter.vms.nodeOf(vmid) ?? '';
    if (datacenter.vms.read(node, vmid).options['onboot'] !== '1') continue;
    const identity = { userid: 'root@pam' };
    const request = { node, type: 'qmstart', id: String(vmid), identity };
    datacenter.tasks.start(request, (task) => datacenter.runtime.start(vmid, task));
  }
}

function openIdentity(file: string): Identity {
  const known = readJson<Identity>(file);
  if (known) return known;
  const certificate = createSelfSigned({
    commonName: 'pve1.lab.example',
    altNames: { dns: ['localhost', 'pve1', 'pve1.lab.example'], ip: ['127.0.0.1', '::1'] },
    days: 730,
  });
  const identity = { certificate, ticketKey: randomBytes(32).toString('base64'), port: 0, controlPort: 0 };
  writeJson(file, identity);
  return identity;
}

function openAccess(file: string, poolsOf: (path: string) => string[]): Access {
  const config = readJson<AccessConfig>(file) ?? initialAccess();
  const save = (): void => writeJson(file, config);
  save();
  return createAccess(config, poolsOf, save);
}

function credentials({ config }: Access): LabCredential[] {
  const password = (username: string): string => config.users[username]?.password ?? '';
  return [
    { role: 'administrator', username: 'root@pam', password: password('root@pam') },
    {
      role: 'migrator',
      username: 'drover@pve',
      tokenId: moverToken,
      password: config.tokens[moverToken]?.secret ?? '',
    },
    { role: 'migrator', username: 'drover@pve', password: password('drover@pve') },
    { role: 'readonly', username: 'readonly@pve', password: password('readonly@pve') },
  ];
}

/** Listens on loopback; where the port of last time is taken, on a free one. */
async function listen(server: Server, port: number): Promise<number> {
  const attempt = (wanted: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(wanted, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  await attempt(port).catch((error: unknown) => {
    if (port === 0) throw error;
    return attempt(0);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
