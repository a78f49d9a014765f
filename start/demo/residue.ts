import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import type { Client } from '../../client/client.ts';
import type { LabInfo, LabSourceVm } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';

/** What a migration has left behind, by both labs' own word and the product's. */
export async function findResidue(
  api: Client,
  migration: Migration,
  source: LabSourceVm,
  proxmox: LabInfo,
): Promise<string[]> {
  const snapshots = source.snapshots.map((snapshot) => `snapshot ${snapshot} of ${source.name} at the source`);
  const told = migration.leftovers.map(({ kind, ref, reason }) => `${kind} ${ref}: ${reason}`);
  const { items } = await api.listArtifacts({ params: { id: migration.id } });
  const images = items.filter(({ key }) => /\.(qcow2|raw)$/.test(key)).map(({ key }) => `exported image ${key}`);
  return [...snapshots, ...told, ...images, ...(await stagedImages(proxmox, migration))];
}

interface Volume {
  volid: string;
}

async function stagedImages(lab: LabInfo, { id, targetVm }: Migration): Promise<string[]> {
  if (targetVm === null) return [];
  const storages = await ask<{ storage: string; content: string; active: number }[]>(
    lab,
    `/nodes/${targetVm.node}/storage`,
  );
  const staging = storages.filter(({ content, active }) => active === 1 && content.split(',').includes('import'));
  const lists = await Promise.all(
    staging.map(({ storage }) =>
      ask<Volume[]>(lab, `/nodes/${targetVm.node}/storage/${storage}/content?content=import`),
    ),
  );
  return lists.flat().flatMap(({ volid }) => (volid.includes(id) ? [`staged image ${volid} at the target`] : []));
}

/** One read from the Proxmox VE lab, with its API token, over its pinned certificate. */
async function ask<T>(lab: LabInfo, path: string): Promise<T> {
  const token = lab.credentials.find(({ role, tokenId }) => role === 'migrator' && tokenId !== undefined);
  const headers = { authorization: `PVEAPIToken=${token?.tokenId}=${token?.password}` };
  const options = { headers, ca: await pinnedCertificate(lab), agent: false as const };
  return new Promise((resolve, reject) => {
    const sent = request(`${lab.url}/api2/json${path}`, options, (answer) => {
      text(answer).then((body) => {
        if (answer.statusCode === 200) resolve((JSON.parse(body) as { data: T }).data);
        else reject(new Error(`The Proxmox VE lab answered ${answer.statusCode} to ${path}: ${body}`));
      }, reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** The certificate that the lab shows now, if it is the one that it told of. PEM. */
function pinnedCertificate(lab: LabInfo): Promise<string> {
  const { hostname, port } = new URL(lab.url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate?.fingerprint256 === lab.fingerprint256) resolve(certificate.toString());
      else reject(new Error(`${lab.url} shows another certificate than its lab told of.`));
    });
    socket.on('error', reject);
  });
}
