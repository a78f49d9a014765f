import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { noLimits } from '../../contract/limits.ts';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import type { CurrentLimits } from '../../ports/limits.ts';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { MiB, makeDisk, quietHooks } from './testDisk.ts';

const size = 24 * MiB;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  await makeDisk(join(folder, 'source.raw'), size, [{ start: 0, length: size }]);
});
afterAll(() => rm(folder, { recursive: true }));

/** An ESXi host that counts what is asked of it at once. Nothing is answered before `awaited` requests are there. */
async function serveHost() {
  const disk = await readFile(join(folder, 'source.raw'));
  const pair = createSelfSigned({ commonName: 'esx', altNames: { dns: ['localhost'], ip: ['127.0.0.1'] }, days: 2 });
  const seen = { now: 0, most: 0, refusals: 0, awaited: 0 };
  const waiting: (() => void)[] = [];
  const server = createServer({ key: pair.keyPem, cert: pair.certPem }, (request, response) => {
    const [, from = '0', to = '0'] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    response.on('close', () => {
      seen.now -= 1;
    });
    waiting.push(() => {
      if (seen.refusals > 0) {
        seen.refusals -= 1;
        response.writeHead(503).end();
        return;
      }
      const bytes = disk.subarray(Number(from), Number(to) + 1);
      response.writeHead(206, { 'content-range': `bytes ${from}-${to}/${size}`, 'content-length': bytes.length });
      response.end(bytes);
    });
    if (seen.now < seen.awaited) return;
    seen.awaited = 0;
    for (const answer of waiting.splice(0)) answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ seen, close: () => server.close(), url: `https://127.0.0.1:${port}/disk` },
    fingerprint256: pair.fingerprint256,
  };
}

it('reads of all disks of a host stay below its cap, which can be lifted; what a refusal slowed down is whole', async () => {
  const host = await serveHost();
  const reads = { ...noLimits.reads, perHost: 3 };
  const limits: CurrentLimits = { ...noLimits, migrations: {}, elsewhere: [], reads };
  const source = { read: () => Promise.resolve(limits) };
  const stateDir = join(folder, 'state');
  const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null, limits: source });
  const copy = async (name: string) => {
    const path = join(folder, `${name}.raw`);
    await writeFile(path, '');
    await truncate(path, size);
    const job: CopyJob = {
      ...{ migrationId: name, diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'k' },
      target: { node: 'n', storage: 's', volume: name, path, format: 'raw', sizeBytes: size },
      source: {
        ...{ transport: 'https', url: host.url, fingerprint256: host.fingerprint256, capacityBytes: size },
        ...{ place: { host: 'esx', datastore: name }, parallelReads: 4, mostReads: 8 },
        authorisation: () => Promise.resolve({}),
      },
      ...{ extents: 'all', bytesPerSecond: undefined, connectionId: 'vc' },
    };
    return transfer.copy(job, quietHooks());
  };
  const root = await diskRoot(join(folder, 'source.raw'), size);
  try {
    host.seen.awaited = 3;
    const capped = await Promise.all([copy('a'), copy('b')]);
    expect(host.seen.most).toBe(3);
    // Another mover reads as many disks of that host: half of six are this one's.
    limits.reads = { ...limits.reads, perHost: 6 };
    limits.elsewhere = [{ connectionId: 'vc', host: 'esx', datastore: 'other', disks: 2 }];
    host.seen.awaited = 3;
    const halved = await Promise.all([copy('e'), copy('f')]);
    expect(host.seen.most).toBe(3);
    limits.elsewhere = [];
    limits.reads = { ...limits.reads, perHost: null };
    host.seen.refusals = 5;
    host.seen.awaited = 6;
    const free = await Promise.all([copy('c'), copy('d')]);
    expect(host.seen.most).toBeGreaterThanOrEqual(6);
    const all = [...capped, ...halved, ...free];
    expect(all.map((outcome) => outcome.root)).toEqual(all.map(() => root));
  } finally {
    host.close();
  }
});
