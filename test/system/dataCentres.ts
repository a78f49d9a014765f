import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import type { LabCredential, LabInfo } from '../../contract/lab.ts';
import { type ProxmoxLab, startProxmoxLab } from '../../lab/proxmox/lab.ts';
import { defaultInventory } from '../../lab/vsphere/inventory/defaultInventory.ts';
import type { InventorySpec } from '../../lab/vsphere/inventory/inventorySpec.ts';
import { disk, mib, plainMachine } from '../../lab/vsphere/inventory/plainMachine.ts';
import { startVsphereLab, type VsphereLab } from '../../lab/vsphere/lab.ts';
import type { SecretStore } from '../../ports/secretStore.ts';
import { type Database, openDatabase } from '../../prisma/database.ts';
import { createPayloadKeyShelf } from '../../prisma/payloadKeyShelf.ts';
import { createConnection } from '../../prisma/queries/connections.ts';
import type { KeyRingOptions } from '../../storage/keys/openKeyRing.ts';
import { dataConverterWith } from '../../storage/payloads/dataConverter.ts';
import { createPayloadCodec } from '../../storage/payloads/payloadCodec.ts';
import { openPayloadKeys } from '../../storage/payloads/payloadKeys.ts';
import { openSecretStore } from '../../storage/secrets/openSecretStore.ts';
import { type TestDatabase, usePostgres } from '../support/postgres.ts';
import { type TestTemporal, useTemporal, useWorkflowBundle } from '../support/temporal.ts';
import { connectToTemporal } from '../support/temporalConnection.ts';
import { type ProductProcess, startProductProcess } from './productProcess.ts';

/** More than twice what a copy may lose (64 MiB), far beyond what may be read after power-off (16 MiB). */
export const largeBytes = 160 * mib;

export interface DataCentresOptions {
  /** Folder with the images of the live guests; absent: synthetic machines only. */
  guests?: string;
  /** Plain machines on top of the inventory, named `spare-1` and so on. */
  spares?: number;
  /** Machines on top of the inventory that are large enough to tell a part of a copy from the whole. */
  large?: string[];
  /** Without one, plans fall back to the staged route. */
  mover?: boolean;
  /** Variables of every process of the product, on top of the usual ones. */
  environment?: Record<string, string>;
  /** More secrets of the instance, by the variable that names the file with it. */
  secrets?: Record<string, string>;
  /** Servers of its own, which a test may kill; absent: those of the run, which other files use too. */
  servers?: { postgres: Pick<TestDatabase, 'connectionString' | 'password'>; temporal: TestTemporal };
  /** Variables of the API alone. */
  apiEnvironment?: Record<string, string>;
  /** What closes the passwords of the two connections, and opens what the product has closed; absent: the key file. */
  keys?: Omit<KeyRingOptions, 'keyFile'>;
}

/** Two lab data centres with the product between them: workers and API are processes that tests may kill. */
export interface DataCentres {
  vsphere: VsphereLab;
  proxmox: ProxmoxLab;
  sourceId: string;
  targetId: string;
  /** Another connection to the target: with user and password instead of a token. */
  connectByPassword(username: string): Promise<string>;
  client: Client;
  /** What encrypts the payloads of the product's workflows. */
  payloads: PayloadCodec;
  database: Database;
  apiUrl: string;
  api: ProductProcess;
  control: ProductProcess;
  mover: ProductProcess;
  folder: string;
  close(): Promise<void>;
}

export async function openDataCentres(options: DataCentresOptions = {}): Promise<DataCentres> {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  const [postgres, temporal, bundle] = await Promise.all([
    options.servers?.postgres ?? usePostgres(),
    options.servers?.temporal ?? useTemporal(),
    useWorkflowBundle(),
  ]);
  const [vsphere, proxmox] = await Promise.all([
    startVsphereLab({
      dir: join(folder, 'vsphere'),
      guests: options.guests,
      inventory: withMore(options),
    }),
    startProxmoxLab({ dir: join(folder, 'proxmox'), refusalDelayMs: 0 }),
  ]);
  const database = openDatabase({ connectionString: postgres.connectionString });
  // The movers of earlier files are still listed by a Temporal server that files use one after another.
  writeFileSync(join(folder, 'journals-id'), '00000000-0000-4000-8000-000000000000');
  const keyFile = writeSecrets(folder);
  const named = nameSecrets(folder, { DROVER_DATABASE_PASSWORD_FILE: postgres.password, ...options.secrets });
  const secrets = await openSecretStore({ keyFile, ...options.keys });
  const sourceId = await connect(database, secrets, vsphere.info);
  const targetId = await connect(database, secrets, proxmox.info);
  const connection = await connectToTemporal(temporal.address);
  await removeSchedules(new Client({ connection, namespace: temporal.namespace }));
  const payloads = createPayloadCodec(openPayloadKeys({ shelf: createPayloadKeyShelf(database), secrets }));

  const common = {
    ...named,
    DROVER_DATABASE_URL: withoutPassword(postgres.connectionString),
    DROVER_KEY_FILE: keyFile,
    DROVER_SIGNING_KEY_FILE: join(folder, 'secrets', 'signing.pem'),
    DROVER_ADMIN_PASSWORD_FILE: join(folder, 'secrets', 'admin'),
    DROVER_DATA_DIR: folder,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
    DROVER_WORKFLOW_BUNDLE: bundle.codePath,
    DROVER_ALLOW_ADDRESSES: '127.0.0.0/8',
    DROVER_LOG_LEVEL: 'warn',
    DROVER_ARTIFACTS: `local:${join(folder, 'artifacts')}`,
    ...options.environment,
  };
  const api = startProductProcess(
    'api/main.ts',
    [],
    { DROVER_API_HOST: '127.0.0.1', DROVER_API_PORT: '0', ...common, ...options.apiEnvironment },
    join(folder, 'api.log'),
  );
  const apiUrl = String((await api.ready())['url']);
  const worker = { ...common, DROVER_PUBLIC_URL: apiUrl };
  const control = startProductProcess('worker/main.ts', ['--role', 'control'], worker, join(folder, 'control.log'));
  const mover = startProductProcess(
    'worker/main.ts',
    ['--role', 'mover'],
    { ...worker, DROVER_MOVER_NODE: 'pve1', DROVER_MOVER_ROOTS: join(folder, 'proxmox') },
    join(folder, 'mover.log'),
    options.mover === false,
  );
  await Promise.all([control.ready(), options.mover === false ? null : mover.ready()]);

  return {
    vsphere,
    proxmox,
    sourceId,
    targetId,
    async connectByPassword(username) {
      const { credentials } = proxmox.info;
      const login = credentials.find((one) => one.username === username && one.tokenId === undefined);
      if (login === undefined) throw new Error(`The lab has no password of ${username}.`);
      return connect(database, secrets, proxmox.info, login);
    },
    client: new Client({ connection, namespace: temporal.namespace, dataConverter: dataConverterWith(payloads) }),
    payloads,
    database,
    apiUrl,
    api,
    control,
    mover,
    folder,
    async close() {
      await Promise.all([control.stop(), mover.stop(), api.stop()]);
      await Promise.allSettled([vsphere.stop(), proxmox.stop(), secrets.close(), database.close(), connection.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Those of an instance that had the server before: what they start was closed by a key that this one has not. */
async function removeSchedules({ schedule }: Client): Promise<void> {
  for await (const { scheduleId } of schedule.list()) await schedule.getHandle(scheduleId).delete();
}

function withMore({ spares = 0, large = [] }: DataCentresOptions): InventorySpec {
  const inventory = defaultInventory();
  const writer = { bytesPerSecond: 16 * 1024, workingSetBytes: mib };
  const small = Array.from({ length: spares }, (_, index) =>
    plainMachine(`spare-${index + 1}`, { disks: [disk(8 * mib)], writer }),
  );
  const others = large.map((name) => plainMachine(name, { disks: [disk(largeBytes, { filled: 0.3 })], writer }));
  return { ...inventory, machines: [...inventory.machines, ...small, ...others] };
}

function writeSecrets(folder: string): string {
  mkdirSync(join(folder, 'secrets'), { mode: 0o700 });
  const keyFile = join(folder, 'secrets', 'key');
  writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600 });
  writeFileSync(join(folder, 'secrets', 'admin'), randomBytes(12).toString('hex'), { mode: 0o600 });
  return keyFile;
}

/** @returns the environment that names a file for each */
function nameSecrets(folder: string, secrets: Record<string, string>): Record<string, string> {
  const files = Object.entries(secrets).map(([variable, secret]) => {
    const file = join(folder, 'secrets', variable);
    writeFileSync(file, secret, { mode: 0o600 });
    return [variable, file];
  });
  return Object.fromEntries(files);
}

function withoutPassword(connectionString: string): string {
  const url = new URL(connectionString);
  url.password = '';
  return url.href;
}

/** With the login of least privileges, so that every test also proves that these suffice. */
function leastLogin(lab: LabInfo): LabCredential {
  const logins = lab.credentials.filter((credential) => credential.role === 'migrator');
  const login = logins.find((credential) => credential.tokenId !== undefined) ?? logins[0];
  if (login === undefined) throw new Error(`The ${lab.kind} lab has no migrator.`);
  return login;
}

async function connect(
  database: Database,
  secrets: SecretStore,
  lab: LabInfo,
  login: LabCredential = leastLogin(lab),
): Promise<string> {
  const id = randomUUID();
  await createConnection(database.prisma, {
    id,
    name: `${lab.kind} ${id}`,
    kind: lab.kind,
    url: lab.url,
    fingerprint256: lab.fingerprint256,
    username: login.tokenId ?? login.username,
    sealedSecret: await secrets.seal(login.password, `connection/${id}`),
  });
  return id;
}
