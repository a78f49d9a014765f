import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import type { RangeLocation } from '../../ports/diskLocation.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import type { ManagedProcess } from '../../start/supervisor/managedProcess.ts';
import { startHttpsServer } from '../../test/support/httpsServer.ts';
import { startNginx } from '../../test/support/nginx.ts';
import { blockSourceContract, contractDisk } from '../test/blockSourceContract.ts';
import { openRangeSource } from './rangeSource.ts';

const disk = contractDisk();
const pair = createSelfSigned({ commonName: 'esx', altNames: { dns: ['localhost'], ip: ['127.0.0.1'] }, days: 2 });
const signal = new AbortController().signal;
/** Nothing stalls by mistake, however busy the machine is; `brief` is for tests whose subject is silence. */
const patience = { attempts: 4, backOffMs: 1, stallMs: 20_000 };
const brief = { ...patience, stallMs: 100 };

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;
const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

async function serve(handler: Handler): Promise<RangeLocation & { requests: () => number }> {
  let count = 0;
  const { origin, close } = await startHttpsServer(pair, (request, response) => {
    count += 1;
    handler(request, response, count);
  });
  closing.push(close);
  return { ...locationOf(`${origin}/folder/a-flat.vmdk?dsName=ds`), requests: () => count };
}

function locationOf(url: string): RangeLocation {
  return {
    transport: 'https',
    url,
    capacityBytes: disk.length,
    fingerprint256: pair.fingerprint256,
    authorisation: () => Promise.resolve({ Cookie: 'session=1' }),
    parallelReads: 4,
  };
}

const honest: Handler = (request, response) => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const bytes = disk.subarray(Number(from), Number(to) + 1);
  response.writeHead(206, { 'Content-Range': `bytes ${from}-${to}/${disk.length}`, 'Content-Length': bytes.length });
  response.end(bytes);
};

const partial = (range: string, body: Buffer | string, more: Record<string, string> = {}): Handler => {
  return (_request, response) => void response.writeHead(206, { 'Content-Range': range, ...more }).end(body);
};

describe('a Range server', async () => {
  const location = await serve(honest);
  blockSourceContract(disk, async () => openRangeSource(location));
});

describe('nginx', () => {
  let folder = '';
  let url = '';
  let nginx: ManagedProcess | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dr-'));
    const port = await freePort();
    url = `https://127.0.0.1:${port}/disk.raw`;
    await writeFile(join(folder, 'disk.raw'), disk);
    await writeFile(join(folder, 'key.pem'), pair.keyPem);
    await writeFile(join(folder, 'cert.pem'), pair.certPem);
    const site = `listen 127.0.0.1:${port} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem; root ${folder};`;
    nginx = await startNginx(folder, port, `server { ${site} }`);
  });
  afterAll(async () => {
    await nginx?.stop();
    await rm(folder, { recursive: true });
  });
  blockSourceContract(disk, async () => openRangeSource(locationOf(url)));
});

describe('trust', () => {
  it('sends nothing to a server with another certificate', async () => {
    const location = await serve(honest);
    const wrong = { ...location, fingerprint256: pair.fingerprint256.replaceAll(/^../g, '00') };
    const source = openRangeSource(wrong, patience);
    await expect(source.read(0, 512, signal)).rejects.toMatchObject({ code: 'platform.certificate' });
    const unpinned = openRangeSource({ ...location, fingerprint256: undefined }, patience);
    await expect(unpinned.read(0, 512, signal)).rejects.toMatchObject({ code: 'platform.certificate' });
    expect(location.requests()).toBe(0);
  });

  it('renews a login that has ended once, for all reads together', async () => {
    const renewals: boolean[] = [];
    const location = await serve((request, response, count) => {
      if (request.headers.cookie === 'session=2') honest(request, response, count);
      else response.writeHead(401).end();
    });
    const authorisation = async (renew: boolean) => {
      renewals.push(renew);
      return { Cookie: renew ? 'session=2' : 'session=1' };
    };
    const source = openRangeSource({ ...location, authorisation }, patience);
    const reads = await Promise.all([0, 1, 2, 3].map((i) => source.read(i * 512, 512, signal)));
    expect(Buffer.concat(reads).equals(disk.subarray(0, 2048))).toBe(true);
    expect(renewals).toEqual([false, true]);
    await source.close();
  });

  it('sends no login that would make a header of its own', async () => {
    const location = await serve(honest);
    const authorisation = () => Promise.resolve({ Cookie: 'session=1\r\nX-Other: 1' });
    const source = openRangeSource({ ...location, authorisation }, patience);
    await expect(source.read(0, 512, signal)).rejects.toMatchObject({ code: 'platform.protocol' });
    expect(location.requests()).toBe(0);
    await source.close();
  });

  it('gives up when a fresh login is refused too', async () => {
    const source = openRangeSource(await serve((_request, response) => void response.writeHead(401).end()), patience);
    await expect(source.read(0, 512, signal)).rejects.toMatchObject({ code: 'platform.unauthorised' });
  });
});

describe('bad luck', () => {
  const once: Record<string, Handler> = {
    '503': (_request, response) => void response.writeHead(503).end(),
    'a connection that is closed': (request) => void request.socket.destroy(),
    'a body that breaks off': (request, response) => {
      response.writeHead(206, { 'Content-Range': `bytes 0-511/${disk.length}`, 'Content-Length': 512 });
      response.write(Buffer.alloc(100), () => request.socket.destroy());
    },
  };
  it.each(Object.entries(once))('goes on after %s', async (_name, trouble) => {
    const location = await serve((request, response, count) => {
      if (count === 1) trouble(request, response, count);
      else honest(request, response, count);
    });
    const source = openRangeSource(location, patience);
    expect((await source.read(0, 512, signal)).equals(disk.subarray(0, 512))).toBe(true);
    await source.close();
  });

  it('keeps a connection for the next read, and opens another when the server has closed it', async () => {
    const ports = new Set<number | undefined>();
    let last: IncomingMessage | undefined;
    const location = await serve((request, response, count) => {
      last = request;
      ports.add(request.socket.remotePort);
      honest(request, response, count);
    });
    const source = openRangeSource(location, patience);
    const read = () => source.read(0, 512, signal);
    await read();
    await read();
    expect(ports.size).toBe(1);
    last?.socket.destroy();
    expect((await read()).equals(disk.subarray(0, 512))).toBe(true);
    expect(ports.size).toBe(2);
    await source.close();
  });

  it('goes on after silence', async () => {
    const location = await serve((request, response, count) => {
      if (count > 1) honest(request, response, count);
    });
    const source = openRangeSource(location, { ...patience, stallMs: 2000 });
    expect((await source.read(0, 512, signal)).equals(disk.subarray(0, 512))).toBe(true);
    expect(location.requests()).toBe(2);
    await source.close();
  });

  it('tells of a server that never recovers', async () => {
    const busy = await serve((_request, response) => void response.writeHead(503).end());
    const source = openRangeSource(busy, patience);
    await expect(source.read(0, 512, signal)).rejects.toMatchObject({ code: 'platform.unreachable' });
    expect(busy.requests()).toBe(patience.attempts);
    const silent = openRangeSource(await serve(() => undefined), brief);
    await expect(silent.read(0, 512, signal)).rejects.toMatchObject({ code: 'platform.stalled' });
  });

  it('gives up on a server that sends a byte now and then', async () => {
    const dripping = await serve((_request, response) => {
      response.writeHead(206, { 'Content-Range': `bytes 0-511/${disk.length}`, 'Content-Length': 512 });
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    });
    const source = openRangeSource(dripping, { ...patience, stallMs: 1000 });
    await expect(source.read(0, 512, signal)).rejects.toMatchObject({
      code: 'platform.stalled',
      message: expect.stringContaining('slower than'),
    });
    expect(dripping.requests()).toBe(2);
    await source.close();
  });

  const total = disk.length;
  const wrong: [string, string, Handler][] = [
    ['ignores Range', 'platform.unsupported', (_q, response) => void response.writeHead(200).end(disk)],
    ['sends another range', 'platform.protocol', partial(`bytes 512-1023/${total}`, Buffer.alloc(512))],
    ['sends no Content-Range', 'platform.protocol', partial('', Buffer.alloc(512))],
    ['has a file of another size', 'source.changed', partial(`bytes 0-511/${total + 1}`, Buffer.alloc(512))],
    ['sends too much', 'platform.protocol', partial(`bytes 0-511/${total}`, Buffer.alloc(600))],
    ['sends an encoding', 'platform.protocol', partial(`bytes 0-511/${total}`, 'x', { 'Content-Encoding': 'gzip' })],
    ['forbids', 'platform.forbidden', (_q, response) => void response.writeHead(403).end()],
    ['has no such file', 'platform.not-found', (_q, response) => void response.writeHead(404).end()],
    ['has a shorter file', 'source.changed', (_q, response) => void response.writeHead(416).end()],
    ['redirects', 'platform.protocol', (_q, response) => void response.writeHead(302).end()],
  ];
  it.each(wrong)('refuses a server that %s', async (_name, code, handler) => {
    const source = openRangeSource(await serve(handler), patience);
    const error = await source.read(0, 512, signal).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(String(error)).not.toContain('dsName');
    await source.close();
  });
});
