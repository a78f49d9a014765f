import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Payload } from '@temporalio/common';
import type { DataCentres } from './dataCentres.ts';

/** What the product has written where others read it, by place. @param began workflows since then */
export async function secretPlaces(centres: DataCentres, began: Date): Promise<Map<string, string>> {
  const logs = ['api.log', 'control.log', 'mover.log'].map((name): [string, string] => [
    name,
    `${name}${readFileSync(join(centres.folder, name), 'utf8')}`,
  ]);
  return new Map([...logs, ...kept(centres), ...(await database(centres)), ...(await histories(centres, began))]);
}

/** Every row of every table as text. */
async function database({ database: { prisma } }: DataCentres): Promise<Map<string, string>> {
  const tables = await prisma.$queryRaw<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  const dumped = new Map<string, string>();
  for (const { name } of tables) {
    const rows = await prisma.$queryRawUnsafe<{ row: string }[]>(`select row_to_json(t)::text as row from "${name}" t`);
    dumped.set(`table ${name}`, `${name}${rows.map(({ row }) => row).join('\n')}`);
  }
  return dumped;
}

/** Every workflow: its events and what lists show of it, as Temporal stores them, and decrypted. */
async function histories({ client, payloads }: DataCentres, began: Date): Promise<Map<string, string>> {
  const { workflowService } = client.connection;
  const { namespace } = client.options;
  const told = new Map<string, string>();
  const query = `StartTime >= "${began.toISOString()}"`;
  const { executions } = await workflowService.listWorkflowExecutions({ namespace, query, pageSize: 1000 });
  for (const listed of executions ?? []) {
    const { workflowId, runId } = listed.execution ?? {};
    const handle = client.workflow.getHandle(workflowId ?? '', runId ?? '');
    const events = await handle.fetchHistory();
    told.set(`history of ${workflowId}`, JSON.stringify([listed, events], readable));
    told.set(
      `decrypted history of ${workflowId}`,
      JSON.stringify(await decrypted([listed, events], payloads), readable),
    );
  }
  return told;
}

/** A copy in which every payload, however deep, is as its writer gave it to the codec. */
async function decrypted(value: unknown, codec: DataCentres['payloads']): Promise<unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return Promise.all(value.map((part) => decrypted(part, codec)));
  if ('metadata' in value && 'data' in value) return (await codec.decode([value as Payload]))[0];
  const parts = Object.entries(value).map(async ([name, part]) => [name, await decrypted(part, codec)]);
  return Object.fromEntries(await Promise.all(parts));
}

/** Bytes, as text. */
function readable(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  const json = value as { type?: unknown; data?: unknown } | null;
  const isBuffer = typeof json === 'object' && json?.type === 'Buffer' && Array.isArray(json.data);
  return isBuffer ? Buffer.from(json.data as number[]).toString('utf8') : value;
}

/** Artifacts and journals. Images of disks are not text. */
function kept({ folder }: DataCentres): Map<string, string> {
  const texts = new Map<string, string>();
  for (const part of ['artifacts', 'transfer'].filter((name) => existsSync(join(folder, name)))) {
    const entries = readdirSync(join(folder, part), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile())) {
      const file = join(entry.parentPath, entry.name);
      if (statSync(file).size < 1_000_000) texts.set(`file ${file}`, `${file} ${readFileSync(file, 'latin1')}`);
    }
  }
  return texts;
}
