import type { Client } from '../../client/client.ts';
import type { Connection } from '../../contract/connection.ts';
import type { LabInfo } from '../../contract/lab.ts';
import { DemoError } from './demoError.ts';

const names = { vsphere: 'Lab vSphere', proxmox: 'Lab Proxmox VE' } as const;

/**
 * A connection to a lab, made as an operator makes one: added, tested, and its certificate's fingerprint confirmed
 * against the one that the lab shows. One that is there already is tested again.
 */
export async function ensureConnection(api: Client, lab: LabInfo): Promise<Connection> {
  const { items } = await api.listConnections({});
  const known = items.find(({ kind, name }) => kind === lab.kind && name === names[lab.kind]);
  const connection = known ?? (await api.createConnection({ body: newConnection(lab) }));
  if (connection.fingerprint256 === null) await confirmFingerprint(api, connection, lab);
  const test = await api.testConnection({ params: { id: connection.id } });
  if (test.ok) return connection;
  const failed = test.steps.find(({ ok }) => !ok);
  throw new DemoError(
    `The connection "${connection.name}" fails at ${failed?.name}: ${failed?.detail}`,
    failed?.remedy ?? `Look at ${lab.url}.`,
  );
}

async function confirmFingerprint(api: Client, connection: Connection, lab: LabInfo): Promise<void> {
  const params = { id: connection.id };
  const { fingerprint256 } = await api.testConnection({ params });
  if (fingerprint256 !== lab.fingerprint256) {
    throw new DemoError(
      `${lab.url} shows a certificate with the fingerprint ${fingerprint256}, but its lab has ${lab.fingerprint256}.`,
      'Somebody else listens on the port of the lab: start again.',
    );
  }
  await api.updateConnection({ params, body: { fingerprint256 } });
}

/** With the login of least privileges; for Proxmox VE its API token. */
function newConnection(lab: LabInfo) {
  const logins = lab.credentials.filter(({ role }) => role === 'migrator');
  const login = logins.find(({ tokenId }) => tokenId !== undefined) ?? logins[0];
  if (login === undefined)
    throw new DemoError(`The ${lab.kind} lab tells no login for migrations.`, 'Look at its log.');
  const { username, tokenId, password } = login;
  return { name: names[lab.kind], kind: lab.kind, url: lab.url, username: tokenId ?? username, password };
}
