import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as TemporalClient, Connection as TemporalConnection } from '@temporalio/client';
import pg from 'pg';
import { type Client, createClient } from '../../client/client.ts';
import { ensureConnection } from '../../start/demo/connections.ts';
import { readSecret } from '../../start/stack/instanceSecrets.ts';
import { startStack } from '../../start/stack/stack.ts';
import { ProcessUse } from './processUse.ts';
import { tinyMachines } from './tinyMachines.ts';

/** The whole product between two labs, and every way to look at it. */
export interface ScaleStack {
  api: Client;
  temporal: TemporalClient;
  database: pg.Client;
  use: ProcessUse;
  sourceId: string;
  targetId: string;
  /** References of the source's machines, in order. */
  vms: { ref: string; name: string }[];
  /** Processes that ended by themselves and were started again, in a line each. */
  troubles: string[];
  signal: AbortSignal;
}

export function say(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/** Starts the product as `npm start` does, with so many tiny machines; nothing of it is left after the work. */
export async function withScaleStack<T>(
  machines: number,
  signal: AbortSignal,
  work: (stack: ScaleStack) => Promise<T>,
): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dr-'));
  // For PostgreSQL's own user.
  await chmod(dataDir, 0o711);
  const troubles: string[] = [];
  const announce = (line: string) => {
    if (line.includes(' ended with ')) troubles.push(line);
    say(line);
  };
  try {
    const file = join(dataDir, 'inventory.json');
    await writeFile(file, JSON.stringify(tinyMachines(machines)));
    const options = { dataDir, port: undefined, s3: false, announce, inventory: { file } };
    const stack = await startStack(options, signal);
    await using stops = new AsyncDisposableStack();
    stops.defer(() => stack.stop());
    const { product, labs } = stack.endpoints;
    const { token } = await createClient({ baseUrl: product.url }).login({ body: product.login });
    const api = createClient({ baseUrl: product.url, token });
    const [source, target] = [await ensureConnection(api, labs.vsphere), await ensureConnection(api, labs.proxmox)];
    await api.refreshInventory({ params: { id: source.id } });
    const connection = await TemporalConnection.connect({ address: product.temporalAddress });
    stops.defer(() => connection.close());
    const address = new URL(product.databaseUrl);
    address.password = readSecret(join(stack.folder.secrets, 'database-password'));
    const database = new pg.Client({ connectionString: address.href });
    await database.connect();
    stops.defer(() => database.end());
    const use = stops.use(new ProcessUse(stack.folder.run));
    const found = await database.query<{ ref: string; name: string }>(
      'select ref, name from inventory_vm where connection_id = $1 order by name',
      [source.id],
    );
    return await work({
      ...{ api, database, use, sourceId: source.id, targetId: target.id, vms: found.rows, troubles, signal },
      temporal: new TemporalClient({ connection, namespace: product.temporalNamespace }),
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}
